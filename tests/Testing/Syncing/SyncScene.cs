using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Nexus.Application.Features.Connections;
using Nexus.Application.Features.Syncs;
using Nexus.Application.Integrations;
using Nexus.Application.Syncing;
using Nexus.Domain.Integrations;
using Nexus.Domain.Workspaces;
using Nexus.Testing.Integrations;
using Nexus.Testing.Postgres;
using Nexus.Testing.Storage;

namespace Nexus.Testing.Syncing;

/// <summary>One connection of one workspace to a provider of its own, and a node that syncs it.</summary>
public sealed class SyncScene : IAsyncDisposable
{
    public const string Runs =
        "select kind, status, records_read, records_rejected from nexus.sync_run order by queued_at, run_id";

    public const string Schedule =
        "select lane, next_due <= now(), failures, lease_owner is null from nexus.sync_schedule";

    /// <summary>Whether it was brought up to date, and whether everything had been read once.</summary>
    public const string UpToDate =
        "select synced_at is not null, synced_since is not null from nexus.sync_schedule join nexus.connection using (connection_id)";

    /// <summary>Once a year, half a year from now: nothing falls due while a test runs, but by <see cref="DueAsync"/>.</summary>
    private static readonly string Rarely =
        $"0 0 1 {TimeProvider.System.GetUtcNow().AddMonths(6).Month.ToString(CultureInfo.InvariantCulture)} *";

    private readonly TestDatabase _database;
    private readonly NexusServices _observer;
    private readonly List<SyncNode> _nodes = [];

    private SyncScene(TestDatabase database, FakeConnector provider)
    {
        _database = database;
        _observer = new NexusServices(database.App, TimeProvider.System);
        Provider = provider;
    }

    public FakeConnector Provider { get; }

    public FakeAccount Account { get; } = new();

    public WorkspaceId Workspace { get; private set; }

    public Guid Connection { get; private set; }

    /// <summary>The first node.</summary>
    public SyncNode Node => _nodes[0];

    /// <param name="provider">Gets a key that no other scene has; null for one whose rows are points.</param>
    /// <param name="schedule">One that falls due while no test runs where null.</param>
    public static async Task<SyncScene> OpenAsync(
        TestDatabase database,
        Func<ProviderDescriptor, FakeConnector>? provider = null,
        string? schedule = null,
        Action<SyncOptions>? options = null,
        string timeZone = "UTC",
        string currency = "USD"
    )
    {
        var descriptor = FakeConnector.Describe($"fake-{Guid.NewGuid():N}");
        var scene = new SyncScene(database, provider?.Invoke(descriptor) ?? OfPoints(descriptor));
        scene.Provider.Pages = scene.Account.Pages;
        scene.Provider.Hinted = scene.Account.Hinted;
        scene.AddNode(options);
        scene.Workspace = await scene.Node.Nexus.CreateWorkspaceAsync(timeZone, currency);
        scene.Connection = await scene.ConnectAsync(scene.Workspace, "acct_1", schedule);
        scene.Provider.Calls.Clear();
        return scene;
    }

    /// <summary>A provider of one stream whose rows are points.</summary>
    public static FakeConnector OfPoints(ProviderDescriptor descriptor) =>
        new()
        {
            Descriptor = descriptor,
            Streams = [new SourceStream("visits", "Visits") { UsuallyHasData = true }],
            Maps = FakeAccount.AsPoints,
        };

    /// <summary>A provider of two streams whose rows are records; charges are listed anew, and projected.</summary>
    public static FakeConnector OfRecords(ProviderDescriptor descriptor) =>
        new()
        {
            Descriptor = descriptor,
            Streams =
            [
                new SourceStream("charges", "Charges") { UsuallyHasData = true, Reconciled = true },
                new SourceStream("refunds", "Refunds"),
            ],
            Maps = FakeAccount.AsRecords,
            Projections = [new FakeProjection()],
        };

    /// <inheritdoc cref="OfRecords" />
    public static FakeConnector OfEvents(ProviderDescriptor descriptor) =>
        new FakeSender
        {
            Descriptor = descriptor,
            Streams = [new SourceStream("charges", "Charges") { UsuallyHasData = true, Reconciled = true }],
            Maps = FakeAccount.AsRecords,
            Projections = [new FakeProjection()],
        };

    public SyncNode AddNode(Action<SyncOptions>? options = null, Action<IServiceCollection>? adjust = null)
    {
        var node = new SyncNode(_database, Provider, options, adjust);
        _nodes.Add(node);
        return node;
    }

    public async Task<Guid> ConnectAsync(WorkspaceId workspace, string account, string? schedule = null) =>
        (
            await Node.Nexus.SendAsync(
                workspace,
                new CreateConnection.Command(
                    Provider.Descriptor.Key,
                    Name: null,
                    Settings: null,
                    new Dictionary<string, Secret?>(StringComparer.Ordinal)
                    {
                        ["apiKey"] = new Secret(FakeConnector.KeyOf(account)),
                        ["webhookSecret"] = new Secret("signs"),
                    },
                    schedule ?? Rarely
                )
            )
        ).Id;

    /// <summary>Claims the one connection that is due and runs it.</summary>
    public async Task<RunSync.Answer> SyncAsync(SyncNode? node = null, CancellationToken cancellationToken = default)
    {
        node ??= Node;
        var claimed = await node.ClaimAsync();
        return claimed.Count == 1
            ? await node.RunAsync(claimed[0], cancellationToken)
            : throw new InvalidOperationException($"{claimed.Count} connections are due.");
    }

    /// <summary>Makes the connection due by its schedule, as if its time had come.</summary>
    public Task DueAsync() =>
        ChangeAsync(
            """
            update nexus.sync_schedule set next_due = now(), lane = 1, not_before = null;
            update nexus.sync_run set parked_until = now() where status = 'queued';
            update nexus.sync_run set started_at = started_at - interval '2 h', queued_at = queued_at - interval '2 h'
            """
        );

    /// <summary>Lets so long pass since the last sync that the schedule has come again, whatever else is due.</summary>
    public Task MissAsync() =>
        ChangeAsync(
            "update nexus.sync_run set started_at = started_at - interval '2 years' where kind in ('scheduled', 'manual')"
        );

    /// <summary>Asks for a run, as a person does.</summary>
    public async Task<Guid> AskAsync(RunKind kind, DateOnly? first = null, DateOnly? last = null)
    {
        var id = Guid.CreateVersion7();
        var lane =
            kind == RunKind.Backfill ? 2
            : kind == RunKind.Reconcile ? 1
            : 0;
        await ChangeAsync(
            $"""
            insert into nexus.sync_run (workspace_id, run_id, connection_id, kind, status, requested_by, queued_at, attempts, pages,
                records_read, records_changed, records_rejected, points_changed, calls, call_milliseconds, first_day, last_day)
            select workspace_id, '{id}', connection_id, '{kind.Name()}', 'queued', 'a person', now(), 0, 0, 0, 0, 0, 0, 0, 0,
                   {Day(first)}, {Day(last)}
            from nexus.sync_schedule;
            update nexus.sync_schedule set lane = {lane}, next_due = now()
            """
        );
        return id;
    }

    public Task CancelAsync(Guid? run = null) =>
        ChangeAsync(
            $"update nexus.sync_run set cancel_requested_at = now() where {(run is null ? "status = 'running'" : $"run_id = '{run}'")}"
        );

    /// <summary>Lets the lease of whoever holds the connection run out.</summary>
    public Task ExpireLeaseAsync() =>
        ChangeAsync(
            "update nexus.sync_schedule set lease_until = now() - interval '1 s' where lease_owner is not null"
        );

    public Task<List<string>> RowsAsync(string sql) => _observer.RowsAsync(Workspace, sql);

    public Task ChangeAsync(string sql) => _observer.RowsAsync(Workspace, sql, commit: true);

    /// <summary>Days and values of the stored points of a metric.</summary>
    public Task<List<string>> PointsAsync(string metric = "web.sessions") =>
        RowsAsync(
            $"""
            select (p.ts at time zone 'UTC')::date, p.value from nexus.kpi_point p join nexus.kpi_series s using (workspace_id, series_id)
            where s.metric = '{metric}' order by p.ts
            """
        );

    /// <summary>Status and fault of the run that was begun last.</summary>
    public async Task<string> LastRunAsync() =>
        (
            await RowsAsync(
                "select status, coalesce(error_code, '') from nexus.sync_run order by coalesce(started_at, queued_at) desc, run_id desc limit 1"
            )
        )[0]
            .TrimEnd();

    /// <summary>How often a page was asked for.</summary>
    public int PagesAsked(string stream) =>
        Provider.Calls.Count(call => call.StartsWith($"page {stream} ", StringComparison.Ordinal));

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
            await node.DisposeAsync();
        await _observer.DisposeAsync();
    }

    private static string Day(DateOnly? day) =>
        day is { } date ? $"date '{date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}'" : "null";
}
