using System.Text.Json;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Nexus.Application.Authorisation;
using Nexus.Application.Features.ApiKeys;
using Nexus.Application.Features.Connections;
using Nexus.Application.Features.Workspaces;
using Nexus.Application.Storage;
using Nexus.Benchmarks.Running;
using Nexus.Domain.Integrations;
using Nexus.Host;
using Nexus.ProviderSimulator;
using Nexus.ProviderSimulator.Kit;
using Nexus.ProviderSimulator.Stripe;
using Npgsql;

namespace Nexus.Benchmarks.Nodes;

/// <summary>Connects accounts, asks for syncs and sees what became of them, while nodes in other processes do the work.</summary>
internal sealed class Office : IAsyncDisposable
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(50);

    private readonly WebApplication _host;
    private readonly BenchmarkDatabase _database;

    private Office(WebApplication host, BenchmarkDatabase database)
    {
        _host = host;
        _database = database;
    }

    /// <summary>Builds the services of the host in this process; nothing is started.</summary>
    public static Office Open(BenchmarkDatabase database, Simulator simulator) =>
        Open(database, [$"--Providers:stripe:BaseUrl={simulator.BaseUrl}"]);

    /// <param name="addresses">Where providers are, as configuration on the command line.</param>
    public static Office Open(BenchmarkDatabase database, IReadOnlyList<string> addresses) =>
        new(
            NexusHost.Build(
                new NexusOptions(database.Connections, database.MasterKey, "http://127.0.0.1:0")
                {
                    Arguments = addresses,
                },
                builder => builder.Logging.ClearProviders()
            ),
            database
        );

    /// <summary>Connects an account in a new workspace. It is synced when <see cref="AskAsync"/> says so, and not before.</summary>
    /// <param name="webhookSecret">What signs its events; null where none are sent.</param>
    public async Task<ConnectedAccount> ConnectAsync(
        StripeAccount account,
        string? webhookSecret,
        CancellationToken cancellationToken
    )
    {
        var credentials = new Dictionary<string, Secret?>(StringComparer.Ordinal)
        {
            ["apiKey"] = new Secret(account.CreateRestrictedKey().Value),
            ["webhookSecret"] = webhookSecret is null ? null : new Secret(webhookSecret),
        };
        var (workspace, connection) = await ConnectAsync(
            new CreateConnection.Command("stripe", account.Id, Settings: null, credentials, "manual"),
            cancellationToken
        );
        var number = await _database.AskAsync<int>(
            $"select connection_id from nexus.connection where public_id = '{connection}'",
            cancellationToken
        );
        return new(account, workspace, number, connection);
    }

    /// <summary>Connects an account of any provider in a new workspace; it is due at once.</summary>
    public async Task ConnectAsync(string provider, KitAccount account, CancellationToken cancellationToken)
    {
        using var settings = JsonDocument.Parse(account.Settings);
        await ConnectAsync(
            new CreateConnection.Command(
                provider,
                Name: null,
                settings.RootElement.Clone(),
                account.Credentials.ToDictionary(one => one.Key, one => (Secret?)new Secret(one.Value)),
                "PT24H"
            ),
            cancellationToken
        );
    }

    private async Task<(int Workspace, Guid Connection)> ConnectAsync(
        CreateConnection.Command command,
        CancellationToken cancellationToken
    )
    {
        await using var founding = _host.Services.CreateAsyncScope();
        var workspace = await founding
            .ServiceProvider.GetRequiredService<WorkspaceFounding>()
            .FoundAsync(
                new Founder("Benchmark", "UTC", "USD"),
                ApiKeyText.Generate(),
                ApiScopes.Workspace,
                "benchmark",
                cancellationToken
            );
        await using var scope = _host.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<IWorkspaceScope>().Enter(workspace.Id, "benchmark", Rights.System);
        var connection = await scope.ServiceProvider.GetRequiredService<IMediator>().Send(command, cancellationToken);
        return (workspace.Id.Value, connection.Id);
    }

    /// <summary>Asks for a sync, due at once.</summary>
    /// <param name="kind">manual, reconcile or backfill; a backfill is of the last half year.</param>
    public async Task AskAsync(ConnectedAccount connected, RunKind kind, CancellationToken cancellationToken)
    {
        var backfill = kind == RunKind.Backfill;
        var lane = kind switch
        {
            RunKind.Backfill => RunLane.Backfill,
            RunKind.Manual => RunLane.Interactive,
            _ => RunLane.Scheduled,
        };
        await using var ask = _database.Superuser.CreateCommand(
            """
            with run as (
                insert into nexus.sync_run (workspace_id, run_id, connection_id, kind, status, requested_by, queued_at,
                                            first_day, last_day, attempts, pages, records_read, records_changed,
                                            records_rejected, points_changed, calls, call_milliseconds)
                values ($1, gen_random_uuid(), $2, $3, 'queued', 'benchmark', now(),
                        case when $5 then current_date - 183 end, case when $5 then current_date end,
                        0, 0, 0, 0, 0, 0, 0, 0))
            update nexus.sync_schedule set next_due = now(), lane = $4 where workspace_id = $1 and connection_id = $2
            """
        );
        ask.Parameters.Add(new NpgsqlParameter<int> { TypedValue = connected.Workspace });
        ask.Parameters.Add(new NpgsqlParameter<int> { TypedValue = connected.Number });
        ask.Parameters.Add(new NpgsqlParameter<string> { TypedValue = kind.Name() });
        ask.Parameters.Add(new NpgsqlParameter<short> { TypedValue = (short)lane });
        ask.Parameters.Add(new NpgsqlParameter<bool> { TypedValue = backfill });
        await ask.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Waits until nobody has anything left to do for the connection.</summary>
    /// <exception cref="InvalidOperationException">A run ended as anything but succeeded or interrupted.</exception>
    public async Task SettledAsync(ConnectedAccount connected, CancellationToken cancellationToken)
    {
        while (!await IsSettledAsync(connected, cancellationToken))
            await Task.Delay(LookEvery, TimeProvider.System, cancellationToken);
    }

    public async Task<bool> IsSettledAsync(ConnectedAccount connected, CancellationToken cancellationToken)
    {
        await using var look = _database.Superuser.CreateCommand(
            """
            select s.lease_owner is null and (s.next_due is null or s.next_due > now())
                   and not exists (select from nexus.sync_run r where r.connection_id = $1 and r.status in ('queued', 'running'))
                   and not exists (select from nexus.webhook_event e where e.connection_id = $1 and e.processed_at is null),
                   (select concat_ws(' ', r.kind, r.status, r.error_message,
                                     (select string_agg(concat_ws(' ', t.stream, t.status, t.pages, t.records_read), ', ')
                                      from nexus.sync_run_stream t where t.run_id = r.run_id))
                    from nexus.sync_run r
                    where r.connection_id = $1 and r.status in ('failed', 'partial', 'suspicious', 'cancelled') limit 1)
            from nexus.sync_schedule s where s.connection_id = $1
            """
        );
        look.Parameters.Add(new NpgsqlParameter<int> { TypedValue = connected.Number });
        await using var row = await look.ExecuteReaderAsync(cancellationToken);
        await row.ReadAsync(cancellationToken);
        return await row.IsDBNullAsync(1, cancellationToken)
            ? row.GetBoolean(0)
            : throw new InvalidOperationException(
                $"A run of {connected.Account.Id} did not end as it should have, {row.GetString(1)}"
            );
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();
}
