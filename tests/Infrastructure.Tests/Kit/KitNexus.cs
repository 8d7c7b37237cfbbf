using System.Globalization;
using System.Text.Json;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Nexus.Application.Features.Connections;
using Nexus.Application.Features.Syncs;
using Nexus.Application.Syncing;
using Nexus.Domain.Integrations;
using Nexus.Domain.Workspaces;
using Nexus.Infrastructure.Http;
using Nexus.Infrastructure.Storage.Syncing;
using Nexus.ProviderSimulator;
using Nexus.ProviderSimulator.Kit;
using Nexus.Testing;
using Nexus.Testing.Integrations;
using Nexus.Testing.Postgres;
using Nexus.Testing.Storage;
using Npgsql;

namespace Nexus.Infrastructure.Tests.Kit;

/// <summary>Nexus as it syncs, on a real database as its unprivileged roles, with one provider that answers over HTTP.</summary>
/// <remarks>Every provider is held to the same through it; each rule has a class of its own, so that they are tested side by side.</remarks>
internal sealed class KitNexus : IAsyncDisposable
{
    /// <summary>All that is kept of a workspace, and where its streams go on.</summary>
    private const string Stored = """
        select stream || ' ' || object_id || ' ' || coalesce(payload, '') || ' ' || deleted from nexus.source_record union all
        select concat_ws(' ', s.metric, s.granularity, s.dimensions, s.currency, p.ts, p.value, p.final)
        from nexus.kpi_point p join nexus.kpi_series s using (workspace_id, series_id) union all
        select concat_ws(' ', 'day', metric, day, total, points) from nexus.kpi_rollup_day union all
        select concat_ws(' ', 'stream', stream, purpose, complete) from nexus.connection_stream union all
        select 'dirty ' || projection from nexus.projection_dirty
        order by 1
        """;

    /// <summary>Seconds until the runs that wait for their provider go on.</summary>
    private const string Waits = """
        select ceil(extract(epoch from greatest(s.next_due, s.not_before) - now()))::bigint
        from nexus.sync_schedule s join nexus.sync_run r using (workspace_id, connection_id)
        where s.enabled and s.lease_owner is null and s.next_due is not null and r.status in ('queued', 'running')
        """;

    /// <summary>What waits longer than this does not wait for its provider.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    private readonly TestDatabase _database;
    private readonly NpgsqlDataSource _dispatcher;
    private readonly List<WorkspaceId> _workspaces = [];

    /// <summary>Two readings never begin at the same time.</summary>
    public static readonly TimeSpan Moment = TimeSpan.FromSeconds(1);

    private KitNexus(
        TestDatabase database,
        IKitSubject subject,
        Simulator simulator,
        HurriedClock clock,
        string? settings,
        Action<IServiceCollection>? adjust
    )
    {
        (_database, Subject, Simulator, Clock) = (database, subject, simulator, clock);
        Account = subject.Open(simulator, DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime));
        if (settings is not null)
            Account = Account with { Settings = settings };
        _dispatcher = NpgsqlDataSource.Create(database.Connections.Dispatcher!);
        Services = new NexusServices(
            database.App,
            clock,
            services =>
            {
                services.AddKeyedSingleton(DispatcherPool.Key, _dispatcher);
                // The time of budgets is the database's own, which stands still here.
                services.AddSingleton<IRateBudgets, GrantingBudgets>();
                services.AddSingleton(KitScene.AddressesOf(subject, simulator));
                services.AddSingleton<IFailpoints>(Failpoints);
                adjust?.Invoke(services);
            }
        );
    }

    public IKitSubject Subject { get; }

    public KitAccount Account { get; }

    public Simulator Simulator { get; }

    public HurriedClock Clock { get; }

    public NexusServices Services { get; }

    public KitFailpoints Failpoints { get; } = new();

    /// <param name="adjust">Replaces or adds services last.</param>
    /// <param name="now">What time it is; the kit's where null.</param>
    /// <param name="settings">Of connections, as JSON; those of the kit's account where null.</param>
    public static async Task<KitNexus> StartAsync(
        MovableDatabase database,
        string provider,
        Action<IServiceCollection>? adjust = null,
        DateTimeOffset? now = null,
        string? settings = null
    )
    {
        var clock = new HurriedClock(now ?? KitScene.Start);
        await DatabaseClock.SetAsync(database.Database, clock.GetUtcNow());
        var subject = KitProviders.Subject(provider);
        return new(database.Database, subject, await Simulator.StartAsync(clock: clock), clock, settings, adjust);
    }

    public async Task<WorkspaceId> OpenAsync()
    {
        _workspaces.Add(await Services.CreateWorkspaceAsync());
        return _workspaces[^1];
    }

    public Task<T> SendAsync<T>(WorkspaceId workspace, IRequest<T> request) => Services.SendAsync(workspace, request);

    /// <param name="credentials">The account's own where null.</param>
    public async Task<ConnectionView> ConnectAsync(
        WorkspaceId workspace,
        IReadOnlyDictionary<string, string>? credentials = null
    )
    {
        using var settings = JsonDocument.Parse(Account.Settings);
        return await SendAsync(
            workspace,
            new CreateConnection.Command(
                Subject.Provider,
                Name: null,
                settings.RootElement.Clone(),
                (credentials ?? Account.Credentials).ToDictionary(
                    one => one.Key,
                    one => (Secret?)new Secret(one.Value),
                    StringComparer.Ordinal
                ),
                // Nothing falls due while the provider is waited for, but by DueAsync.
                Schedule: "0 0 1 1 *"
            )
        );
    }

    /// <summary>Claims one due connection; null where none is due.</summary>
    public async Task<SyncLease?> ClaimAsync()
    {
        await using var scope = Services.Enter(_workspaces[0]);
        var claims = scope.ServiceProvider.GetRequiredService<ISyncClaims>();
        var claimed = await claims.ClaimAsync(Subject.Provider, 1, RunLane.Backfill, CancellationToken.None);
        return claimed is [var lease] ? lease : null;
    }

    /// <summary>Claims one due connection and does what it is due for; null where none is due.</summary>
    public async Task<RunSync.Answer?> RunOnceAsync() =>
        await ClaimAsync() is { } lease ? await SendAsync(lease.Workspace, new RunSync.Command(lease)) : null;

    /// <summary>Does all that is due, and what waits for the provider.</summary>
    /// <returns>How the runs ended, without those that went on later.</returns>
    public async Task<IReadOnlyList<RunStatus?>> RunAsync()
    {
        var ended = new List<RunStatus?>();
        var end = Clock.GetUtcNow() + Longest;
        while (Clock.GetUtcNow() < end)
        {
            while (await RunOnceAsync() is { } run)
            {
                if (run.Status is not RunStatus.Queued)
                    ended.Add(run.Status);
            }
            if (!await IsWaitingAsync())
                break;
            await MoveOnAsync();
        }
        return ended;
    }

    /// <summary>Moves to when the next run that waits for its provider goes on.</summary>
    public async Task MoveOnAsync()
    {
        var wait = (long)Longest.TotalSeconds;
        foreach (var workspace in _workspaces)
        {
            foreach (var seconds in await RowsAsync(workspace, Waits))
                wait = Math.Min(wait, long.Parse(seconds, CultureInfo.InvariantCulture));
        }
        await MoveAsync(TimeSpan.FromSeconds(Math.Max(wait, 1)));
    }

    /// <summary>Whether a run of anybody's waits or is under way.</summary>
    public async Task<bool> IsWaitingAsync()
    {
        foreach (var workspace in _workspaces)
        {
            var waiting = await Services.RowsAsync(
                workspace,
                "select count(*) from nexus.sync_run where status in ('queued', 'running')"
            );
            if (waiting is not ["0"])
                return true;
        }
        return false;
    }

    public Task MoveAsync(TimeSpan by)
    {
        Clock.Advance(by);
        return DatabaseClock.SetAsync(_database, Clock.GetUtcNow());
    }

    /// <summary>Makes everything due as if its time had come.</summary>
    public async Task DueAsync()
    {
        foreach (var workspace in _workspaces)
            await ChangeAsync(
                workspace,
                """
                update nexus.sync_schedule set next_due = now(), lane = 1, not_before = null;
                update nexus.sync_run set parked_until = now() where status = 'queued'
                """
            );
    }

    /// <summary>Lets the leases of whoever holds connections run out, as when their nodes are gone.</summary>
    public Task ExpireLeasesAsync(WorkspaceId workspace) =>
        ChangeAsync(
            workspace,
            "update nexus.sync_schedule set lease_until = now() - interval '1 s' where lease_owner is not null"
        );

    public Task<List<string>> RowsAsync(WorkspaceId workspace, string sql) => Services.RowsAsync(workspace, sql);

    public Task<List<string>> StoredAsync(WorkspaceId workspace) => RowsAsync(workspace, Stored);

    public Task ChangeAsync(WorkspaceId workspace, string sql) => Services.RowsAsync(workspace, sql, commit: true);

    /// <summary>What is stored of the days and metrics that the account tells, as its own lines.</summary>
    public async Task<IReadOnlyList<string>> ToldAsync(WorkspaceId workspace)
    {
        var rows = await RowsAsync(
            workspace,
            $"""
            select s.metric, p.ts::date, sum(p.value)
            from nexus.kpi_point p join nexus.kpi_series s using (workspace_id, series_id)
            where s.granularity = 1 and s.dimension_names = '{Account.Level}'
            group by 1, 2
            """
        );
        var (metrics, days) = (Words(Expected, 0), Words(Expected, 1));
        return
        [
            .. rows.Where(row => Words([row], 0).IsSubsetOf(metrics) && Words([row], 1).IsSubsetOf(days))
                .Order(StringComparer.Ordinal),
        ];
    }

    /// <summary>What must be stored once all is synced.</summary>
    public IReadOnlyList<string> Expected =>
        [
            .. Account
                .Expected.Select(point =>
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{point.Metric} {point.Day:yyyy-MM-dd} {point.Value / 1.000000000000000000000000000m}"
                    )
                )
                .Order(StringComparer.Ordinal),
        ];

    private static HashSet<string> Words(IEnumerable<string> lines, int place) =>
        [.. lines.Select(line => line.Split(' ')[place])];

    public async ValueTask DisposeAsync()
    {
        Failpoints.Thaw();
        foreach (var workspace in _workspaces)
            await ChangeAsync(workspace, "update nexus.sync_schedule set enabled = false");
        await Services.DisposeAsync();
        await _dispatcher.DisposeAsync();
        await Simulator.DisposeAsync();
    }
}

/// <summary>Stops runs at moments as frozen processes stop, one after the other, until all are thawed.</summary>
internal sealed class KitFailpoints : IFailpoints
{
    private readonly TaskCompletionSource _thawed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource? _next;
    private string? _point;
    private int _left;

    /// <param name="time">1 stops the next run at the first time that it comes to the moment.</param>
    /// <returns>Completes once it stands still.</returns>
    public Task FreezeNext(string point, int time)
    {
        (_point, _left) = (point, time);
        _next = new(TaskCreationOptions.RunContinuationsAsynchronously);
        return _next.Task;
    }

    public void Thaw() => _thawed.TrySetResult();

    public async Task ReachedAsync(string point, CancellationToken cancellationToken)
    {
        if (point != _point || Interlocked.Decrement(ref _left) != 0 || _next is not { } frozen)
            return;
        frozen.TrySetResult();
        await _thawed.Task;
    }
}
