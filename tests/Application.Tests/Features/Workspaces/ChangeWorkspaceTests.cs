using Nexus.Application.Features.Rates;
using Nexus.Application.Features.Workspaces;
using Nexus.Application.Storage;
using Nexus.Testing.Postgres;
using Nexus.Testing.Storage;

namespace Nexus.Application.Tests.Features.Workspaces;

public sealed class ChangeWorkspaceTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private static readonly ExchangeRate Rate = new("GBP", new(2026, 1, 31), 1.2m);

    [Fact]
    public async Task Rates_that_lead_to_another_currency_are_not_taken_for_rates_to_the_new_one()
    {
        await using var nexus = new NexusServices(postgres.App, TimeProvider.System);
        var workspace = await nexus.CreateWorkspaceAsync(currency: "EUR");
        await nexus.SendAsync(workspace, new PutExchangeRates.Command([Rate]));

        var refused = await Assert.ThrowsAsync<RefusedException>(() => nexus.SendAsync(workspace, To("USD")));

        Assert.Equal("rates_of_old_currency", refused.Code);
        Assert.Equal("EUR", (await nexus.SendAsync(workspace, new GetWorkspace.Query())).Currency);
        Assert.Equal([Rate], await nexus.SendAsync(workspace, new ListExchangeRates.Query(null, null, 10)));
    }

    [Fact]
    public async Task The_currency_changes_once_the_rates_are_gone()
    {
        await using var nexus = new NexusServices(postgres.App, TimeProvider.System);
        var workspace = await nexus.CreateWorkspaceAsync(currency: "EUR");
        await nexus.SendAsync(workspace, new PutExchangeRates.Command([Rate]));
        await nexus.SendAsync(workspace, new RemoveExchangeRates.Command(null));

        Assert.Equal("USD", (await nexus.SendAsync(workspace, To("USD"))).Currency);
    }

    [Fact]
    public async Task Rates_stand_in_the_way_of_nothing_else()
    {
        await using var nexus = new NexusServices(postgres.App, TimeProvider.System);
        var workspace = await nexus.CreateWorkspaceAsync(currency: "EUR");
        await nexus.SendAsync(workspace, new PutExchangeRates.Command([Rate]));

        var changed = await nexus.SendAsync(workspace, To("EUR") with { TimeZone = "Asia/Tokyo" });

        Assert.Equal(("EUR", "Asia/Tokyo"), (changed.Currency, changed.TimeZone));
    }

    private static ChangeWorkspace.Command To(string currency) => new(null, null, currency, null);
}
