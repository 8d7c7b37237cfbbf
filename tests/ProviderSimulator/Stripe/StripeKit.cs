using Nexus.ProviderSimulator.Faults;
using Nexus.ProviderSimulator.Kit;
using Nexus.ProviderSimulator.Stripe.Api;

namespace Nexus.ProviderSimulator.Stripe;

internal sealed class StripeKit : IKitSubject
{
    private const int Days = 30;
    private const int ChargesADay = 4;

    public string Provider => "stripe";

    public string Calls => "/v1/*";

    public string Data => "/v1/charges";

    public ISimulatedProvider Of(Simulator simulator) => simulator.Stripe;

    public KitAccount Open(Simulator simulator, DateOnly today)
    {
        var account = simulator.Stripe.CreateAccount("acct_1NexusKit");
        var expected = new List<KitPoint>();
        for (var day = today.AddDays(-Days); day < today; day = day.AddDays(1))
        {
            using var _ = account.At(new DateTimeOffset(day, new TimeOnly(10, 0), TimeSpan.Zero));
            var customer = account.Customers.Create($"Customer of {day:O}");
            for (var made = 1; made <= ChargesADay; made++)
                account.Payments.Charge(customer, (day.Day * 100) + made, "usd");
            expected.Add(new("revenue.gross_volume", day, ((day.Day * 400m) + 10m) / 100m));
        }
        var key = account.CreateRestrictedKey();
        return new(
            new Dictionary<string, string> { ["apiKey"] = key.Value, ["webhookSecret"] = "whsec_ofTheKit0123456789" },
            "{}",
            Pages: 6,
            key.Revoke
        )
        {
            Expected = expected,
        };
    }

    public Fault Forbidden =>
        Fault.Status(
            403,
            """{"error":{"message":"The provided key does not have the required permissions: rak_charge_read.","type":"invalid_request_error"}}"""
        );

    /// <remarks>Stripe names no time.</remarks>
    public KitThrottle Throttled(DateTimeOffset now) => new(StripeFaults.RateLimited(), now.AddMinutes(1));

    public Fault? Drifts => Drift.AddFields();

    public Fault Loses => Drift.Remove("data[].amount");
}
