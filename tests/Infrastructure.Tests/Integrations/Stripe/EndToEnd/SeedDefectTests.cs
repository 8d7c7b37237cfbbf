using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Nexus.Domain.Integrations;
using Nexus.ProviderSimulator.Faults;
using Nexus.Testing.Http;
using Nexus.Testing.Integrations.Stripe;
using Nexus.Testing.Postgres;

namespace Nexus.Infrastructure.Tests.Integrations.Stripe.EndToEnd;

/// <summary>Defects that integrations of this kind are known for, where they show only when everything runs together.</summary>
public sealed class SeedDefectTests(MovableDatabase database) : IClassFixture<MovableDatabase>
{
    private const string Secret = "whsec_5ZQ1fJc0m9Xr7Tt2";
    private const string Canary = "canary_7d1f_of_the_provider";
    private static readonly DateTimeOffset Start = new(2026, 3, 10, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Acknowledging_waits_for_no_work()
    {
        await using var nexus = await StripeNexus.StartAsync(database.Database, Start);
        var workspace = await nexus.OpenAsync();
        await workspace.ConnectAsync(webhookSecret: Secret);
        await nexus.RunAsync();
        await using var node = await nexus.ServeAsync();
        workspace.SendTo(node, Secret);
        workspace.Account.Payments.Charge(null, 5_00, "usd");
        nexus.Simulator.Requests.Clear();

        var sent = await workspace.Account.Webhooks.DeliverAsync();

        Assert.All(sent, attempt => Assert.Equal(200, attempt.Status));
        Assert.Empty(nexus.Simulator.Requests.All);
        Assert.Equal(["0"], await workspace.RowsAsync(SyncedAccountTests.Held("charges")));
    }

    [Fact]
    public async Task No_provider_body_leak()
    {
        await using var nexus = await StripeNexus.StartAsync(database.Database, Start);
        var workspace = await nexus.OpenAsync();
        SyncedAccountTests.Charge(workspace.Account, 3);
        await workspace.ConnectAsync();
        var error = $$$"""{"error":{"type":"api_error","code":"{{{Canary}}}","message":"{{{Canary}}}"}}""";
        foreach (
            var (path, status) in new[]
            {
                ("/v1/charges", 400),
                ("/v1/refunds", 402),
                ("/v1/disputes", 403),
                ("/v1/prices", 404),
                ("/v1/products", 409),
                ("/v1/coupons", 500),
                ("/v1/payouts", 200),
            }
        )
            nexus.Simulator.Faults.Always(path, Fault.Status(status, error));

        var run = await nexus.RunOnceAsync();

        Assert.Equal(RunStatus.Partial, run!.Status);
        var faults = await workspace.FaultsAsync();
        Assert.True(faults.Count >= 7, string.Join('\n', faults));
        Assert.All(faults, fault => Assert.DoesNotContain(Canary, fault, StringComparison.Ordinal));
        Assert.All(
            await workspace.RowsAsync(
                "select coalesce(notice, '') from nexus.sync_run_stream union all select coalesce(status_message, '') from nexus.connection"
            ),
            text => Assert.DoesNotContain(Canary, text, StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Readiness_ignores_providers()
    {
        await using var nexus = await StripeNexus.StartAsync(database.Database, Start);
        var workspace = await nexus.OpenAsync();
        await workspace.ConnectAsync();
        nexus.Simulator.Faults.Always("*", Fault.Status(503));
        Assert.Equal(RunStatus.Failed, (await nexus.RunOnceAsync())!.Status);
        // By the real clock: the test's ends the few seconds at once that the check of the database may take.
        await using var node = await RunningNexus.StartAsync(
            database.Database,
            builder => builder.Services.AddSingleton(nexus.Addresses),
            "Scheduling:Enabled=false",
            "Syncing:Enabled=false"
        );
        using var client = node.Client();

        using var ready = await client.GetAsync("/health/ready");

        Assert.Equal(HttpStatusCode.OK, ready.StatusCode);
    }
}
