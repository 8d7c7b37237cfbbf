using Nexus.Infrastructure;
using Nexus.Infrastructure.Postgres;
using Nexus.Infrastructure.Secrets;
using Nexus.Infrastructure.Storage;
using Nexus.Migrations;
using Npgsql;

namespace Nexus.Host.Telemetry.Health;

/// <summary>What the database tells about itself, as the role that Nexus serves with.</summary>
internal sealed class DatabaseProbes(NpgsqlDataSource source, MasterKeyRing keys, TimeProvider clock)
{
    private const string SeeDoctor = "Run './nexus doctor' for the details.";

    private static readonly TimeSpan LargestSkew = TimeSpan.FromSeconds(1);

    public IReadOnlyList<Probe> All =>
        [
            new("database", Gates: true, ReachAsync),
            new("schema", Gates: true, SchemaAsync),
            new("database_role", Gates: true, RoleAsync),
            new("master_key", Gates: true, KeyAsync),
            new("rls_coverage", Gates: false, WallsAsync),
            new("clock", Gates: false, ClockAsync),
            new("server_version", Gates: false, VersionAsync),
        ];

    private async Task<ProbeFinding> ReachAsync(CancellationToken cancellationToken)
    {
        await using var ask = source.CreateCommand("select 1");
        await ask.ExecuteScalarAsync(cancellationToken);
        return ProbeFinding.Healthy("The database answers.");
    }

    private async Task<ProbeFinding> SchemaAsync(CancellationToken cancellationToken)
    {
        var pending = await SchemaMigration.PendingAsync(source, cancellationToken);
        return pending.Count == 0
            ? ProbeFinding.Healthy("The schema is current.")
            : ProbeFinding.Unhealthy($"{pending.Count} migrations are pending. Run './nexus migrate'.");
    }

    private async Task<ProbeFinding> RoleAsync(CancellationToken cancellationToken)
    {
        try
        {
            await RoleCheck.VerifyAsync(source, cancellationToken);
            return ProbeFinding.Healthy("The role is held by row-level security.");
        }
        catch (StartupException)
        {
            return ProbeFinding.Unhealthy($"The role may do more than it should. {SeeDoctor}");
        }
    }

    private async Task<ProbeFinding> KeyAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await source.OpenConnectionAsync(cancellationToken);
            return await MasterKeyCheck.MatchesAsync(connection, keys, cancellationToken)
                ? ProbeFinding.Healthy("The master key is the database's.")
                : ProbeFinding.Unhealthy("The database does not know the master key yet. Run './nexus up'.");
        }
        catch (StartupException)
        {
            return ProbeFinding.Unhealthy(
                $"The master key is not the one that the database was set up with. {SeeDoctor}"
            );
        }
    }

    private async Task<ProbeFinding> WallsAsync(CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        var breaches = await WallInspection.FindBreachesAsync(connection, cancellationToken);
        return breaches.Count == 0
            ? ProbeFinding.Healthy("Every table of workspaces is behind its wall.")
            : ProbeFinding.Unhealthy($"{breaches.Count} ways past the wall between workspaces. {SeeDoctor}");
    }

    private async Task<ProbeFinding> ClockAsync(CancellationToken cancellationToken)
    {
        await using var ask = source.CreateCommand("select clock_timestamp()");
        var before = clock.GetUtcNow();
        await using var row = await ask.ExecuteReaderAsync(cancellationToken);
        await row.ReadAsync(cancellationToken);
        var after = clock.GetUtcNow();
        var there = await row.GetFieldValueAsync<DateTimeOffset>(0, cancellationToken);
        return there > before - LargestSkew && there < after + LargestSkew
            ? ProbeFinding.Healthy("The clock agrees with the database's.")
            : ProbeFinding.Degraded("The clock differs from the database's by more than a second. Check NTP on both.");
    }

    private async Task<ProbeFinding> VersionAsync(CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        return ServerVersions.Judge(connection.PostgreSqlVersion);
    }
}
