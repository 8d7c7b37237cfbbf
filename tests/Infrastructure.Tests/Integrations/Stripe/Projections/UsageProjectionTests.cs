using Nexus.Infrastructure.Integrations.Stripe.Projections;
using static Nexus.Infrastructure.Tests.Integrations.Stripe.StripeJson;

namespace Nexus.Infrastructure.Tests.Integrations.Stripe.Projections;

public sealed class UsageProjectionTests
{
    private readonly StripeAccount _account = new();

    private void Billed(string id, string status = "paid") =>
        _account.Put("invoices", With(Invoice(id, "cus_1", "sub_1", "usd", 1234, "2026-01-10", "2026-02-10"), status));

    private static System.Text.Json.Nodes.JsonObject With(System.Text.Json.Nodes.JsonObject invoice, string status)
    {
        invoice["status"] = status;
        return invoice;
    }

    private Task<ProjectedPoints> ProjectAsync() =>
        _account.ProjectAsync(new UsageProjection(), "2026-01-01", "2026-01-31");

    [Fact]
    public async Task What_is_not_metered_is_no_usage()
    {
        _account.Put("prices", Price("price_1", 100));
        Billed("in_1");

        Assert.Empty((await ProjectAsync()).All);
    }

    [Theory]
    [InlineData("draft")]
    [InlineData("void")]
    public async Task Drafts_and_void_invoices_bill_nothing(string status)
    {
        _account.Put("prices", Price("price_1", 2, usage: "metered"));
        Billed("in_1", status);

        Assert.Empty((await ProjectAsync()).All);
    }

    [Fact]
    public async Task Lines_of_metered_prices_count_on_the_day_of_their_invoice()
    {
        _account.Put("prices", Price("price_1", 2, usage: "metered"));
        Billed("in_1");
        Billed("in_2", "open");

        Assert.Equal(24.68m, (await ProjectAsync()).Value("revenue.usage", "2026-01-10"));
        var parts = await _account.ExplainAsync(new UsageProjection(), "revenue.usage", "2026-01-10");
        Assert.Equal(["in_1", "in_2"], parts.Select(part => part.Id));
    }
}
