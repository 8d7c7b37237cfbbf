using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Nexus.Application;
using Nexus.Application.Features.Syncs;
using Nexus.Application.Syncing;
using Nexus.Domain.Integrations;
using Nexus.Domain.Workspaces;
using Nexus.Infrastructure.Http;
using Nexus.Infrastructure.Storage.Syncing;
using Nexus.ProviderSimulator;
using Nexus.Testing;
using Nexus.Testing.Integrations;
using Nexus.Testing.Postgres;
using Nexus.Testing.Storage;
using Npgsql;

namespace Nexus.Infrastructure.Tests.Integrations.Shared;

/// <summary>Nexus as it syncs, on a real database as its unprivileged roles, with a provider that answers over HTTP.</summary>
internal class ProviderNexus : IAsyncDisposable
{
    private readonly TestDatabase _database;
    private readonly NpgsqlDataSource _dispatcher;
    private readonly List<WorkspaceId> _workspaces = [];

    /// <param name="key">Of the provider.</param>
    /// <param name="adjust">Replaces or adds services last.</param>
    protected ProviderNexus(
        TestDatabase database,
        string key,
        ISimulatedProvider provider,
        Simulator simulator,
        HurriedClock clock,
        Action<IServiceCollection>? adjust = null
    )
    {
        (_database, Key, Simulator, Clock) = (database, key, simulator, clock);
        _dispatcher = NpgsqlDataSource.Create(database.Connections.Dispatcher!);
        var address = simulator.UrlOf(provider).ToString();
        Services = new NexusServices(
            database.App,
            clock,
            services =>
            {
                services.AddKeyedSingleton(DispatcherPool.Key, _dispatcher);
                // The time of budgets is the database's own, which stands still here.
                services.AddSingleton<IRateBudgets>(new GrantingBudgets());
                services.AddSingleton(ProviderAddresses.Read([new($"{key}:BaseUrl", address)]));
                adjust?.Invoke(services);
            }
        );
    }

    public string Key { get; }

    public Simulator Simulator { get; }

    public HurriedClock Clock { get; }

    public NexusServices Services { get; }

    public async Task<WorkspaceId> OpenAsync(string timeZone = "UTC")
    {
        _workspaces.Add(await Services.CreateWorkspaceAsync(timeZone));
        return _workspaces[^1];
    }

    public Task<T> SendAsync<T>(WorkspaceId workspace, IRequest<T> request) => Services.SendAsync(workspace, request);

    /// <summary>The code of the refusal that a request ends in, and what it says.</summary>
    public async Task<(string Code, string Message)> RefusedAsync<T>(WorkspaceId workspace, IRequest<T> request)
    {
        var refused = await Assert.ThrowsAsync<RefusedException>(() => SendAsync(workspace, request));
        return (refused.Code, refused.Message);
    }

    /// <summary>Claims one due connection and does what it is due for; null where none is due.</summary>
    public async Task<RunSync.Answer?> RunOnceAsync()
    {
        await using var scope = Services.Enter(_workspaces[0]);
        var claims = scope.ServiceProvider.GetRequiredService<ISyncClaims>();
        return await claims.ClaimAsync(Key, 1, RunLane.Backfill, CancellationToken.None) is [var lease]
            ? await SendAsync(lease.Workspace, new RunSync.Command(lease))
            : null;
    }

    /// <summary>Does all that is due, and what waits for the provider.</summary>
    /// <returns>How the runs ended, without those that went on later.</returns>
    public async Task<List<RunStatus?>> RunAsync()
    {
        var ended = new List<RunStatus?>();
        for (var minute = 0; minute < 30; minute++)
        {
            while (await RunOnceAsync() is { } run)
            {
                if (run.Status is not RunStatus.Queued)
                    ended.Add(run.Status);
            }
            if (!await IsWaitingAsync())
                return ended;
            await MoveAsync(TimeSpan.FromMinutes(1));
        }
        return ended;
    }

    public async Task MoveAsync(TimeSpan by)
    {
        Clock.Advance(by);
        await DatabaseClock.SetAsync(_database, Clock.GetUtcNow());
    }

    /// <summary>Stored points of a metric: dimensions, day, value, currency and whether it is final.</summary>
    public Task<List<string>> PointsAsync(WorkspaceId workspace, string metric, string grain = "1") =>
        Services.RowsAsync(
            workspace,
            $"""
            select s.dimensions::text, p.ts::date, p.value, s.currency, p.final
            from nexus.kpi_series s join nexus.kpi_point p on p.series_id = s.series_id
            where s.metric = '{metric}' and s.granularity = {grain} order by s.dimension_names, s.dimensions::text, p.ts
            """
        );

    public async ValueTask DisposeAsync()
    {
        foreach (var workspace in _workspaces)
            await Services.RowsAsync(workspace, "update nexus.sync_schedule set enabled = false", commit: true);
        await Services.DisposeAsync();
        await _dispatcher.DisposeAsync();
        await Simulator.DisposeAsync();
    }

    private async Task<bool> IsWaitingAsync()
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
}
