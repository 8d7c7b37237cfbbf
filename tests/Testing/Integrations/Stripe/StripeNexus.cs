using Microsoft.Extensions.DependencyInjection;
using Nexus.Application.Features.Syncs;
using Nexus.Application.Syncing;
using Nexus.Domain.Integrations;
using Nexus.Infrastructure.Http;
using Nexus.Infrastructure.Storage.Syncing;
using Nexus.ProviderSimulator;
using Nexus.ProviderSimulator.Stripe;
using Nexus.Testing.Http;
using Nexus.Testing.Postgres;
using Nexus.Testing.Storage;
using Npgsql;

namespace Nexus.Testing.Integrations.Stripe;

/// <summary>
/// Nexus as it syncs, on a real database as its unprivileged roles, with a Stripe that answers over HTTP; all three have
/// the time of one clock. Runs begin when a test says so.
/// </summary>
public sealed class StripeNexus : IAsyncDisposable
{
    private const int MostRuns = 500;

    private readonly NpgsqlDataSource _dispatcher;
    private readonly List<StripeWorkspace> _workspaces = [];

    private StripeNexus(TestDatabase database, Simulator simulator, HurriedClock clock, StripeNexusTerms terms)
    {
        Database = database;
        Simulator = simulator;
        Clock = clock;
        _dispatcher = NpgsqlDataSource.Create(database.Connections.Dispatcher!);
        Services = new NexusServices(
            database.App,
            clock,
            services =>
            {
                services.AddKeyedSingleton(DispatcherPool.Key, _dispatcher);
                services.AddSingleton(Addresses);
                if (!terms.HoldsRateBudgets)
                    services.AddSingleton<IRateBudgets, GrantingBudgets>();
                terms.Adjust?.Invoke(services);
            }
        );
    }

    public TestDatabase Database { get; }

    public Simulator Simulator { get; }

    public HurriedClock Clock { get; }

    public NexusServices Services { get; }

    /// <summary>Sends calls to the simulated Stripe instead of the real one.</summary>
    public ProviderAddresses Addresses => ProviderAddresses.Read([new("stripe:BaseUrl", Simulator.BaseUrl.ToString())]);

    /// <param name="database">Of a <see cref="MovableDatabase"/>.</param>
    public static async Task<StripeNexus> StartAsync(
        TestDatabase database,
        DateTimeOffset now,
        StripeNexusTerms? terms = null
    )
    {
        terms ??= new();
        await DatabaseClock.SetAsync(database, now);
        var clock = new HurriedClock(now);
        var simulator = await Simulator.StartAsync(new() { Stripe = terms.Stripe }, clock);
        return new StripeNexus(database, simulator, clock, terms);
    }

    /// <summary>A new workspace, and a new account at Stripe that it is not connected to yet.</summary>
    public async Task<StripeWorkspace> OpenAsync(
        string account = "acct_1Synced",
        string timeZone = "UTC",
        string currency = "USD"
    )
    {
        var workspace = new StripeWorkspace(
            this,
            await Services.CreateWorkspaceAsync(timeZone, currency),
            Simulator.Stripe.CreateAccount(account)
        );
        _workspaces.Add(workspace);
        return workspace;
    }

    /// <summary>A node that takes deliveries at <c>/webhooks/stripe/…</c>; what they ask for is done by <see cref="RunAsync"/>.</summary>
    public Task<RunningNexus> ServeAsync() =>
        RunningNexus.StartAsync(
            Database,
            builder => builder.Services.AddSingleton<TimeProvider>(Clock).AddSingleton(Addresses),
            "Scheduling:Enabled=false",
            "Syncing:Enabled=false"
        );

    public Task MoveAsync(TimeSpan by) => MoveToAsync(Clock.GetUtcNow() + by);

    public async Task MoveToAsync(DateTimeOffset moment)
    {
        Clock.Advance(moment - Clock.GetUtcNow());
        await DatabaseClock.SetAsync(Database, moment);
    }

    /// <summary>Claims one due connection and does what it is due for; null where none is due.</summary>
    public async Task<RunSync.Answer?> RunOnceAsync()
    {
        await using var scope = Services.Enter(_workspaces[0].Id);
        var claims = scope.ServiceProvider.GetRequiredService<ISyncClaims>();
        return await claims.ClaimAsync("stripe", 1, RunLane.Backfill, CancellationToken.None) is [var lease]
            ? await Services.SendAsync(lease.Workspace, new RunSync.Command(lease))
            : null;
    }

    /// <summary>Does all that is due.</summary>
    /// <returns>How each run ended; null where it goes on later.</returns>
    public async Task<IReadOnlyList<RunStatus?>> RunAsync()
    {
        List<RunStatus?> ended = [];
        while (await RunOnceAsync() is { } run)
        {
            ended.Add(run.Status);
            if (ended.Count > MostRuns)
                throw new InvalidOperationException($"Something is due again and again: {string.Join(' ', ended)}.");
        }
        return ended;
    }

    /// <summary>Nothing of it is due any more, so that the next scene of the database is alone.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var workspace in _workspaces)
            await workspace.ChangeRowsAsync("update nexus.sync_schedule set enabled = false");
        await Services.DisposeAsync();
        await _dispatcher.DisposeAsync();
        await Simulator.DisposeAsync();
    }
}

/// <summary>What a scene is started with.</summary>
public sealed record StripeNexusTerms
{
    public StripeOptions Stripe { get; init; } = new();

    /// <summary>Whether calls are held to the rate budget, whose time is the real one.</summary>
    public bool HoldsRateBudgets { get; init; }

    /// <summary>Replaces or adds services last.</summary>
    public Action<IServiceCollection>? Adjust { get; init; }
}
