using System.Text.Json;
using System.Text.Json.Nodes;
using Nexus.ProviderSimulator.Administration;
using Nexus.ProviderSimulator.Faults;
using Nexus.ProviderSimulator.Stripe.Api;

namespace Nexus.ProviderSimulator.Tests.Faults;

public sealed class FaultTests
{
    private const string Charges = "/v1/charges";

    [Fact]
    public async Task Only_the_call_that_was_chosen_goes_wrong()
    {
        await using var stripe = await StripeCaller.StartAsync();
        stripe.Simulator.Faults.OnCall(Charges, 2, StripeFaults.ServerError(503));

        List<int> statuses = [];
        foreach (var path in new[] { Charges, "/v1/refunds", Charges, Charges })
        {
            using var response = await stripe.SendAsync(path);
            statuses.Add((int)response.StatusCode);
        }

        Assert.Equal([200, 200, 503, 200], statuses);
        Assert.Equal(0, stripe.Simulator.Faults.Pending);
    }

    [Fact]
    public async Task Faults_in_a_queue_come_one_after_another()
    {
        await using var stripe = await StripeCaller.StartAsync();
        stripe.Simulator.Faults.Queue("/v1/*", StripeFaults.RateLimited(), StripeFaults.LockTimeout());

        var (first, limited) = await stripe.FailAsync(Charges);
        var (second, locked) = await stripe.FailAsync(Charges);

        Assert.Equal((429, "rate_limit"), (first, (string?)limited["code"]));
        Assert.Equal((429, "lock_timeout"), (second, (string?)locked["code"]));
        Assert.Empty(await stripe.IdsAsync(Charges));
    }

    [Fact]
    public async Task A_reset_connection_gives_no_answer_and_is_recorded()
    {
        await using var stripe = await StripeCaller.StartAsync();
        stripe.Simulator.Faults.Queue(Charges, Fault.Reset());

        await Assert.ThrowsAsync<HttpRequestException>(() => stripe.SendAsync(Charges));
        Assert.Equal("reset", Assert.Single(stripe.Simulator.Requests.To(Charges)).Fault);
    }

    [Fact]
    public async Task Half_a_body_ends_before_its_promised_length()
    {
        await using var stripe = await StripeCaller.StartAsync();
        stripe.Simulator.Faults.Queue(Charges, Fault.HalfBody());

        await Assert.ThrowsAsync<HttpRequestException>(() => stripe.SendAsync(Charges));
    }

    [Fact]
    public async Task A_slow_body_comes_whole()
    {
        await using var stripe = await StripeCaller.StartAsync();
        stripe.Simulator.Faults.Queue(Charges, Fault.SlowBody(TimeSpan.FromMilliseconds(1), bytes: 16));

        Assert.Empty(await stripe.IdsAsync(Charges));
    }

    [Theory]
    [InlineData("truncated-json")]
    [InlineData("html-login")]
    [InlineData("empty-body")]
    public async Task Some_answers_are_200_and_no_json(string fault)
    {
        await using var stripe = await StripeCaller.StartAsync();
        stripe.Simulator.Faults.Queue(Charges, FaultNames.Read(fault));

        using var response = await stripe.SendAsync(Charges);
        var text = await response.Content.ReadAsStringAsync();

        Assert.True(response.IsSuccessStatusCode);
        Assert.ThrowsAny<JsonException>(() => JsonNode.Parse(text));
    }

    [Fact]
    public async Task A_bomb_is_small_on_the_wire()
    {
        await using var stripe = await StripeCaller.StartAsync();
        stripe.Simulator.Faults.Queue(Charges, Fault.GzipBomb(megabytes: 20));

        using var response = await stripe.SendAsync(Charges);

        Assert.Equal(["gzip"], response.Content.Headers.ContentEncoding);
        Assert.InRange((await response.Content.ReadAsByteArrayAsync()).Length, 1, 1024 * 1024);
    }

    [Fact]
    public async Task A_redirect_names_another_place()
    {
        await using var stripe = await StripeCaller.StartAsync();
        stripe.Simulator.Faults.Queue(Charges, Fault.Redirect("https://evil.example/"));

        using var response = await stripe.SendAsync(Charges);

        Assert.Equal((302, "https://evil.example/"), ((int)response.StatusCode, response.Headers.Location?.ToString()));
    }

    [Fact]
    public async Task A_cursor_loop_gives_the_first_page_for_ever()
    {
        await using var stripe = await WithChargesAsync(5);
        stripe.Simulator.Faults.Always(Charges, StripeFaults.CursorLoop());
        var first = await stripe.IdsAsync($"{Charges}?limit=2");

        var next = await stripe.GetAsync($"{Charges}?limit=2&starting_after={first[^1]}");

        Assert.Equal(first, next["data"]!.AsArray().Select(row => (string)row!["id"]!));
        Assert.True((bool)next["has_more"]!);
    }

    [Fact]
    public async Task Pages_can_be_empty_doubled_or_out_of_order()
    {
        await using var stripe = await WithChargesAsync(10);
        var right = await stripe.IdsAsync(Charges);
        stripe.Simulator.Faults.Queue(
            Charges,
            StripeFaults.EmptyPageWithMore(),
            StripeFaults.DuplicatedRows(),
            StripeFaults.ShuffledRows()
        );

        var empty = await stripe.GetAsync(Charges);
        var doubled = await stripe.IdsAsync(Charges);
        var shuffled = await stripe.IdsAsync(Charges);

        Assert.True((bool)empty["has_more"]! && empty["data"]!.AsArray().Count == 0);
        Assert.Equal(right.SelectMany(id => new[] { id, id }), doubled);
        Assert.NotEqual(right, shuffled);
        Assert.Equal(right.Order(), shuffled.Order());
    }

    [Fact]
    public async Task Fields_can_come_go_move_and_change_their_type()
    {
        await using var stripe = await WithChargesAsync(1);
        stripe.Simulator.Faults.Queue(
            Charges,
            Drift.AddFields(),
            Drift.Remove("data[].amount"),
            Drift.Rename("data[].amount", "amount_minor"),
            Drift.Retype("data[].outcome.type", 7)
        );

        List<JsonNode> rows = [];
        for (var call = 0; call < 4; call++)
            rows.Add((await stripe.GetAsync(Charges))["data"]![0]!);

        Assert.Equal("unknown", (string?)rows[0]["a_field_of_tomorrow"]);
        Assert.Null(rows[1]["amount"]);
        Assert.Equal((null, 100), (rows[2]["amount"], (int)rows[2]["amount_minor"]!));
        Assert.Equal(7, (int)rows[3]["outcome"]!["type"]!);
    }

    [Fact]
    public async Task A_key_can_lose_its_rights_between_two_pages()
    {
        await using var stripe = await StripeCaller.StartAsync();
        stripe.Key = stripe.Account.CreateRestrictedKey();
        stripe.Simulator.Faults.OnCall(Charges, 2, StripeFaults.PermissionRemoved(stripe.Key, "rak_charge_read"));
        stripe.Simulator.Faults.OnCall("/v1/invoices", 1, StripeFaults.KeyExpires(stripe.Key));

        Assert.Empty(await stripe.IdsAsync(Charges));
        Assert.Equal(403, (await stripe.FailAsync(Charges)).Status);
        Assert.Equal(401, (await stripe.FailAsync("/v1/invoices")).Status);
    }

    [Fact]
    public async Task Limits_are_counted_by_endpoint_and_second()
    {
        await using var stripe = await StripeCaller.StartAsync(new() { Limits = new(PerEndpoint: 2, PerAccount: 100) });

        List<int> statuses = [];
        foreach (var path in new[] { Charges, Charges, Charges, "/v1/refunds" })
        {
            using var response = await stripe.SendAsync(path);
            statuses.Add((int)response.StatusCode);
            if ((int)response.StatusCode == 429)
                Assert.Equal(["endpoint-rate"], response.Headers.GetValues("Stripe-Rate-Limited-Reason"));
        }
        stripe.Clock.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal([200, 200, 429, 200], statuses);
        Assert.Empty(await stripe.IdsAsync(Charges));
    }

    [Fact]
    public async Task A_page_that_was_fetched_twice_is_counted_twice()
    {
        await using var stripe = await WithChargesAsync(1);
        await stripe.IdsAsync($"{Charges}?limit=1");
        await stripe.IdsAsync($"{Charges}?limit=1");
        await stripe.IdsAsync($"{Charges}?limit=2");

        var pages = stripe.Simulator.Requests.PagesServed(Charges);

        Assert.Equal((2, 1), (pages[$"{Charges}?limit=1"], pages[$"{Charges}?limit=2"]));
    }

    private static async Task<StripeCaller> WithChargesAsync(int count)
    {
        var stripe = await StripeCaller.StartAsync();
        for (var made = 0; made < count; made++)
            stripe.Account.Payments.Charge(null, 100 + made, "usd");
        return stripe;
    }
}
