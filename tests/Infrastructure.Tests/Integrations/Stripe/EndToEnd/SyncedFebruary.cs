using Nexus.Domain.Integrations;
using Nexus.ProviderSimulator.Stripe.Scenarios;
using Nexus.Testing.Integrations.Stripe;
using Nexus.Testing.Postgres;

namespace Nexus.Infrastructure.Tests.Integrations.Stripe.EndToEnd;

/// <summary>Test classes that only read share one February.</summary>
[CollectionDefinition(nameof(SyncedFebruary))]
public sealed class SyncedFebruaryCollection : ICollectionFixture<SyncedFebruary>;

/// <summary>The worked example as a workspace sees it: connected on the evening of 31 January 2026, synced every evening of February.</summary>
public sealed class SyncedFebruary : IAsyncLifetime
{
    private readonly MovableDatabase _database = new();
    private StripeNexus? _nexus;
    private StripeWorkspace? _workspace;

    internal StripeWorkspace Workspace => _workspace!;

    /// <summary>How every run ended, the first one first.</summary>
    internal List<RunStatus?> Runs { get; } = [];

    public async Task InitializeAsync()
    {
        await _database.InitializeAsync();
        var evening = new DateTimeOffset(WorkedExample.OpeningDay, new TimeOnly(20, 0), TimeSpan.Zero);
        _nexus = await StripeNexus.StartAsync(_database.Database, evening);
        _workspace = await _nexus.OpenAsync("acct_1Worked");
        // The example is about terms and bills nothing; an account where no money ever moved would be suspicious.
        _workspace.Account.Payments.Charge(null, 1_00, "usd");
        var example = Scenarios.WorkedExample(_workspace.Account, evening);
        await _workspace.PutRatesAsync(WorkedExample.Rates);
        await _workspace.ConnectAsync();
        Runs.AddRange(await _nexus.RunAsync());
        for (var day = 1; day <= 29; day++)
        {
            await _nexus.MoveToAsync(evening.AddDays(day));
            example.PlayUntil(evening.AddDays(day));
            Runs.AddRange(await _nexus.RunAsync());
        }
    }

    public async Task DisposeAsync()
    {
        if (_nexus is not null)
            await _nexus.DisposeAsync();
        await _database.DisposeAsync();
    }
}
