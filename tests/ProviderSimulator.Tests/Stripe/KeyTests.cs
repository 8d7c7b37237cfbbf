namespace Nexus.ProviderSimulator.Tests.Stripe;

public sealed class KeyTests
{
    [Fact]
    public async Task A_key_that_was_revoked_is_unknown()
    {
        await using var stripe = await StripeCaller.StartAsync();
        stripe.Key.Revoke();

        var (status, error) = await stripe.FailAsync("/v1/charges");

        Assert.Equal(401, status);
        Assert.StartsWith("Invalid API Key provided: sk_live_*", (string?)error["message"]);
    }

    [Fact]
    public async Task A_key_that_expired_says_so()
    {
        await using var stripe = await StripeCaller.StartAsync();
        stripe.Key.Expire();

        var (status, error) = await stripe.FailAsync("/v1/charges");

        Assert.Equal((401, "api_key_expired"), (status, (string?)error["code"]));
    }

    [Theory]
    [InlineData("charges", "rak_charge_read")]
    [InlineData("subscriptions", "rak_subscription_read")]
    [InlineData("events", "rak_event_read")]
    [InlineData("prices/price_unknown", "rak_plan_read")]
    [InlineData("account", "rak_accounts_kyc_basic_read")]
    public async Task A_permission_that_is_missing_is_named(string path, string permission)
    {
        await using var stripe = await StripeCaller.StartAsync();
        stripe.Key = stripe.Account.CreateRestrictedKey([]);

        var (status, error) = await stripe.FailAsync($"/v1/{path}");

        Assert.Equal(403, status);
        Assert.Contains($"Having the '{permission}' permission", (string?)error["message"]);
    }

    [Fact]
    public async Task A_restricted_key_reads_all_that_a_sync_needs_but_not_the_account()
    {
        await using var stripe = await StripeCaller.StartAsync();
        stripe.Key = stripe.Account.CreateRestrictedKey();

        Assert.Empty(await stripe.IdsAsync("/v1/balance_transactions"));
        Assert.Equal(403, (await stripe.FailAsync("/v1/account")).Status);
    }

    [Fact]
    public async Task A_test_key_does_not_see_what_is_live()
    {
        await using var stripe = await StripeCaller.StartAsync();
        var charge = stripe.Account.Payments.Charge(null, 1000, "usd");
        stripe.Key = stripe.Simulator.Stripe.Account(stripe.Account.Id, livemode: false).CreateSecretKey();

        var (status, error) = await stripe.FailAsync($"/v1/charges/{charge.Id}");

        Assert.Empty(await stripe.IdsAsync("/v1/charges"));
        Assert.Equal((404, "resource_missing"), (status, (string?)error["code"]));
        Assert.Contains("exists in live mode", (string?)error["message"]);
    }
}
