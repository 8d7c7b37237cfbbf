using System.Net.Sockets;
using Nexus.Infrastructure;
using Nexus.Infrastructure.Postgres;
using Nexus.Infrastructure.Secrets;
using Nexus.Infrastructure.Storage;
using Nexus.Migrations;
using Npgsql;

namespace Nexus.Host.Cli.Doctor;

/// <summary>Checks that ask the database, as the role that Nexus serves with. None of them changes anything.</summary>
internal sealed class DatabaseChecks(NpgsqlDataSource app, MasterKeyRing keys, TimeProvider clock)
{
    private static readonly TimeSpan LargestSkew = TimeSpan.FromSeconds(1);

    /// <summary>Runs them all; where the database cannot be reached, that is the only finding.</summary>
    public async Task<IReadOnlyList<Finding>> RunAsync(CancellationToken cancellationToken)
    {
        var reached = await ReachAsync(cancellationToken);
        if (!reached.Passed)
            return [reached];
        return
        [
            reached,
            await RoleAsync(cancellationToken),
            await RowSecurityAsync(cancellationToken),
            await MigrationsAsync(cancellationToken),
            await MasterKeyAsync(cancellationToken),
            await ClockAsync(cancellationToken),
        ];
    }

    private async Task<Finding> ReachAsync(CancellationToken cancellationToken)
    {
        const string Check = "database";
        try
        {
            await using var connection = await app.OpenConnectionAsync(cancellationToken);
            return connection.PostgreSqlVersion.Major >= PostgresBinaries.OldestMajor
                ? Finding.Fine(Check, $"{connection.Database}, PostgreSQL {connection.PostgreSqlVersion}")
                : Finding.Wrong(
                    Check,
                    $"PostgreSQL {connection.PostgreSqlVersion} is too old. Nexus needs {PostgresBinaries.OldestMajor} or later."
                );
        }
        catch (Exception e) when (e is NpgsqlException or SocketException or TimeoutException)
        {
            return Finding.Wrong(Check, DatabaseSetup.Unreachable(app.ConnectionString, e).Message);
        }
    }

    private async Task<Finding> RoleAsync(CancellationToken cancellationToken)
    {
        const string Check = "database role";
        try
        {
            await RoleCheck.VerifyAsync(app, cancellationToken);
            return Finding.Fine(Check, "unprivileged, held by row-level security");
        }
        catch (StartupException e)
        {
            return Finding.Wrong(Check, e.Message);
        }
    }

    private async Task<Finding> RowSecurityAsync(CancellationToken cancellationToken)
    {
        const string Check = "row-level security";
        await using var connection = await app.OpenConnectionAsync(cancellationToken);
        var breaches = await WallInspection.FindBreachesAsync(connection, cancellationToken);
        return breaches.Count == 0
            ? Finding.Fine(Check, "no way past the wall between workspaces")
            : Finding.Wrong(
                Check,
                $"{string.Join("; ", breaches)}. Run `./nexus migrate`; if it stays, undo what was changed by hand."
            );
    }

    private async Task<Finding> MigrationsAsync(CancellationToken cancellationToken)
    {
        const string Check = "migrations";
        try
        {
            var pending = await SchemaMigration.PendingAsync(app, cancellationToken);
            return pending.Count == 0
                ? Finding.Fine(Check, "none pending")
                : Finding.Wrong(Check, $"pending: {string.Join(", ", pending)}. Run `./nexus migrate`.");
        }
        catch (PostgresException e)
        {
            return Finding.Wrong(Check, $"cannot be read ({e.MessageText}). Run `./nexus migrate`.");
        }
    }

    private async Task<Finding> MasterKeyAsync(CancellationToken cancellationToken)
    {
        const string Check = "master key";
        try
        {
            await using var connection = await app.OpenConnectionAsync(cancellationToken);
            return await MasterKeyCheck.FindInForceAsync(connection, keys, cancellationToken) switch
            {
                null => Finding.Wrong(Check, $"{keys.Current.KeyId} is not registered yet. Run `./nexus up`."),
                var key when key.KeyId == keys.Current.KeyId => Finding.Fine(Check, key.KeyId),
                var key => Finding.Fine(
                    Check,
                    $"{key.KeyId} is in force. Run `./nexus rotate-keys` to go over to {keys.Current.KeyId}."
                ),
            };
        }
        catch (StartupException e)
        {
            return Finding.Wrong(Check, e.Message);
        }
    }

    private async Task<Finding> ClockAsync(CancellationToken cancellationToken)
    {
        const string Check = "clock";
        await using var ask = app.CreateCommand("select clock_timestamp()");
        var before = clock.GetUtcNow();
        await using var row = await ask.ExecuteReaderAsync(cancellationToken);
        await row.ReadAsync(cancellationToken);
        var after = clock.GetUtcNow();
        var there = await row.GetFieldValueAsync<DateTimeOffset>(0, cancellationToken);
        // Between the two readings, the database's clock may have shown anything in between.
        var skew =
            there < before ? before - there
            : there > after ? there - after
            : TimeSpan.Zero;
        return skew < LargestSkew
            ? Finding.Fine(Check, "agrees with the database's")
            : Finding.Wrong(
                Check,
                $"differs from the database's by {skew.TotalSeconds:0.0} s. Synchronise both machines by NTP."
            );
    }
}
