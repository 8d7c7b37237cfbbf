using System.Net;
using Nexus.Application.Features.Connections;
using Nexus.Testing.Http.Pages;
using Npgsql;

namespace Nexus.Host.Tests.Pages.Connections;

public sealed class WizardPagesTests(SourcesFixture sources) : IClassFixture<SourcesFixture>
{
    private const string Stripe = "/connections/new/stripe";
    private const string Analytics = "/connections/new/google-analytics";

    [Fact]
    public async Task A_refused_key_is_said_at_its_field_and_nothing_of_it_is_kept()
    {
        using var person = sources.Nexus.SignIn();
        var form = await person.GetAsync(Stripe);

        var refused = await person.PostAsync(form, Stripe, ("credentials.apiKey", "rk_live_nobodyknowsthis"));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.Contains("id=\"f-credentials.apiKey-fault\"", refused.Html, StringComparison.Ordinal);
        Assert.Contains("aria-invalid=\"true\"", refused.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("nobodyknowsthis", refused.Html, StringComparison.Ordinal);
        var next = await person.GetAsync($"{Stripe}/configure");
        Assert.Equal(Stripe, next.Location);
    }

    [Fact]
    public async Task What_was_begun_is_offered_to_go_on_with_until_it_is_discarded()
    {
        using var person = await ConnectedAsync(sources.NewStripeAccount().CreateRestrictedKey().Value);
        using var other = sources.Nexus.SignIn("admin");

        var list = await person.GetAsync("/connections");
        var catalogue = await person.GetAsync("/connections/catalogue");
        var theirs = await other.GetAsync("/connections");
        var asked = await person.GetAsync($"{Stripe}/discard");
        await person.PostAsync(asked, $"{Stripe}/discard");
        var after = await person.GetAsync("/connections");

        Assert.Contains("Continue connecting Stripe", list.Text, StringComparison.Ordinal);
        Assert.Contains("Continue connecting Stripe", catalogue.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Continue connecting", theirs.Text, StringComparison.Ordinal);
        Assert.Equal("Discard what you began with Stripe?", asked.Heading);
        Assert.DoesNotContain("Continue connecting", after.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_that_is_missing_is_asked_for_by_its_name()
    {
        using var person = sources.Nexus.SignIn();

        var refused = await person.PostAsync(await person.GetAsync(Stripe), Stripe);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.Contains("API key is missing.", refused.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Settings_that_do_not_fit_are_said_at_their_fields_and_what_was_typed_stays()
    {
        using var person = await ConnectedAsync(sources.NewStripeAccount().CreateRestrictedKey().Value);
        var form = await person.GetAsync($"{Stripe}/configure");

        var refused = await person.PostAsync(
            form,
            $"{Stripe}/configure",
            ("settings.connectedAccount", "not an account"),
            ("name", "Our shop"),
            ("schedule", "cron"),
            ("cron", "30 6 * * *"),
            ("zone", "Europe/Berlin")
        );

        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.Contains("id=\"f-settings.connectedAccount-fault\"", refused.Html, StringComparison.Ordinal);
        Assert.Contains("Connected account does not have the form", refused.Text, StringComparison.Ordinal);
        Assert.Contains("value=\"not an account\"", refused.Html, StringComparison.Ordinal);
        Assert.Contains("value=\"Our shop\"", refused.Html, StringComparison.Ordinal);
        Assert.Contains("value=\"30 6 * * *\"", refused.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_schedule_that_is_none_is_said_at_its_field()
    {
        using var person = await ConnectedAsync(sources.NewStripeAccount().CreateRestrictedKey().Value);
        var form = await person.GetAsync($"{Stripe}/configure");

        var refused = await person.PostAsync(
            form,
            $"{Stripe}/configure",
            ("schedule", "cron"),
            ("cron", "now and then")
        );

        Assert.Contains("id=\"f-cron-fault\"", refused.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stripe_is_connected_in_four_steps_and_its_first_sync_begins()
    {
        var key = sources.NewStripeAccount().CreateRestrictedKey().Value;
        using var person = await ConnectedAsync(key);
        var form = await person.GetAsync($"{Stripe}/configure");
        var configured = await person.PostAsync(
            form,
            $"{Stripe}/configure",
            ("settings.discountPolicy", "all"),
            ("name", "Four steps"),
            ("schedule", "interval"),
            ("interval", "PT2H")
        );
        Assert.Equal($"{Stripe}/test", configured.Location);
        var tested = await person.GetAsync($"{Stripe}/test?run=true");
        Assert.Contains("Stripe accepts the credential.", tested.Text, StringComparison.Ordinal);

        var done = await person.PostAsync(tested, $"{Stripe}/complete");

        var complete = await person.FollowAsync(done);
        Assert.Contains("Four steps is connected", complete.Text, StringComparison.Ordinal);
        var made = Assert.Single(await ListAsync(), one => one.Name == "Four steps");
        Assert.Equal("PT2H", made.Schedule);
        Assert.Equal("all", made.Settings.GetProperty("discountPolicy").GetString());
        Assert.Equal(Stripe, (await person.GetAsync($"{Stripe}/configure")).Location);
        Assert.DoesNotContain(key, complete.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_comes_back_goes_on_where_they_were_and_nobody_else_does()
    {
        var session = sources.Nexus.Person();
        var key = sources.NewStripeAccount().CreateRestrictedKey().Value;
        using (var before = new PageClient(sources.Nexus.Node.Address, session))
            await before.PostAsync(await before.GetAsync(Stripe), Stripe, ("credentials.apiKey", key));
        using var again = new PageClient(sources.Nexus.Node.Address, session);
        using var colleague = sources.Nexus.SignIn();

        var configure = await again.GetAsync($"{Stripe}/configure");
        var connect = await again.GetAsync(Stripe);

        Assert.Equal(HttpStatusCode.OK, configure.Status);
        Assert.Contains("Set. Leave it empty to keep it.", connect.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(key, connect.Html, StringComparison.Ordinal);
        Assert.Equal(Stripe, (await colleague.GetAsync($"{Stripe}/configure")).Location);
    }

    [Fact]
    public async Task What_is_discarded_is_gone()
    {
        using var person = await ConnectedAsync(sources.NewStripeAccount().CreateRestrictedKey().Value);

        await person.PostAsync(await person.GetAsync(Stripe), $"{Stripe}/discard");

        Assert.Equal(Stripe, (await person.GetAsync($"{Stripe}/configure")).Location);
    }

    [Fact]
    public async Task What_was_begun_a_day_ago_is_begun_anew()
    {
        using var person = await ConnectedAsync(sources.NewStripeAccount().CreateRestrictedKey().Value);
        await using var administrator = NpgsqlDataSource.Create(sources.Nexus.Database.Administrator);
        await using var age = administrator.CreateCommand(
            "update nexus.connection_draft set expires_at = expires_at - interval '1 day'"
        );
        await age.ExecuteNonQueryAsync();

        Assert.Equal(Stripe, (await person.GetAsync($"{Stripe}/configure")).Location);
    }

    [Fact]
    public async Task The_key_of_a_draft_is_encrypted_where_it_is_kept()
    {
        var key = sources.NewStripeAccount().CreateRestrictedKey().Value;
        using var person = await ConnectedAsync(key);

        await using var administrator = NpgsqlDataSource.Create(sources.Nexus.Database.Administrator);
        await using var find = administrator.CreateCommand("select d::text from nexus.connection_draft d");
        await using var row = await find.ExecuteReaderAsync();
        var drafts = new List<string>();
        while (await row.ReadAsync())
            drafts.Add(row.GetString(0));

        Assert.NotEmpty(drafts);
        var bytes = Convert.ToHexStringLower(System.Text.Encoding.UTF8.GetBytes(key));
        Assert.All(drafts, draft => Assert.DoesNotContain(key, draft, StringComparison.Ordinal));
        Assert.All(drafts, draft => Assert.DoesNotContain(bytes, draft, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_consent_comes_back_to_the_step_and_offers_what_it_reaches()
    {
        using var person = sources.Nexus.SignIn();

        var configure = await ConsentedAsync(person);

        Assert.Equal(("Connect Google Analytics", HttpStatusCode.OK), (configure.Heading, configure.Status));
        Assert.Contains("Shop 1001", configure.Text, StringComparison.Ordinal);
        Assert.Contains("Shop 1002", configure.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_consent_that_another_browser_began_connects_nothing()
    {
        using var person = sources.Nexus.SignIn();
        using var other = sources.Nexus.SignIn();
        using var provider = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
        var asked = await person.GetAsync($"{Analytics}/consent");
        using var answered = await provider.GetAsync(asked.Location);

        var back = await other.GetAsync(answered.Headers.Location!.PathAndQuery);

        Assert.Equal("/connections", back.Location);
        Assert.Contains("Nothing was connected.", (await other.FollowAsync(back)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_consent_that_is_cancelled_comes_back_to_the_step_and_says_so()
    {
        using var person = sources.Nexus.SignIn();
        using var provider = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
        var asked = await person.GetAsync($"{Analytics}/consent");
        var state = Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(new Uri(asked.Location!).Query)["state"];

        var back = await person.GetAsync(
            $"/oauth/google-analytics/callback?state={Uri.EscapeDataString(state.ToString())}&error=access_denied"
        );

        var step = await person.FollowAsync(await person.FollowAsync(back));
        Assert.Equal("Connect Google Analytics", step.Heading);
        Assert.Contains("The consent was cancelled at Google Analytics.", step.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_test_that_fails_offers_the_way_back_and_not_the_way_on()
    {
        using var person = sources.Nexus.SignIn();
        await ConsentedAsync(person);
        await person.PostAsync(
            await person.GetAsync($"{Analytics}/configure"),
            $"{Analytics}/configure",
            ("settings.property", "4711"),
            ("schedule", "manual")
        );

        var tested = await person.GetAsync($"{Analytics}/test?run=true");

        Assert.Contains("This does not work yet", tested.Text, StringComparison.Ordinal);
        Assert.Contains("Change the settings", tested.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Connect and start", tested.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_catalogue_says_what_a_source_gives_before_anything_is_asked()
    {
        using var viewer = sources.Nexus.SignIn("viewer");

        var page = await viewer.GetAsync("/connections/catalogue?q=churn");

        Assert.Contains("Stripe", page.Text, StringComparison.Ordinal);
        Assert.Contains("Monthly recurring revenue", page.Text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("Meta Ads", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(Stripe, page.Html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("viewer"), InlineData("editor")]
    public async Task Only_admins_connect(string role)
    {
        using var person = sources.Nexus.SignIn(role);
        var page = await person.GetAsync("/connections");

        Assert.Equal(HttpStatusCode.Forbidden, (await person.GetAsync(Stripe)).Status);
        Assert.Equal(
            HttpStatusCode.Forbidden,
            (await person.PostAsync(page, Stripe, ("credentials.apiKey", "rk_live_1"))).Status
        );
    }

    [Theory]
    [InlineData("/connections/new/nowhere"), InlineData("/connections/new/nowhere/configure")]
    public async Task What_is_no_source_is_not_found(string path)
    {
        using var person = sources.Nexus.SignIn();

        var answer = await person.GetAsync(path);

        Assert.Equal(
            HttpStatusCode.NotFound,
            (answer.Location is null ? answer : await person.FollowAsync(answer)).Status
        );
    }

    private async Task<PageClient> ConnectedAsync(string key)
    {
        var person = sources.Nexus.SignIn();
        var sent = await person.PostAsync(await person.GetAsync(Stripe), Stripe, ("credentials.apiKey", key));
        Assert.Equal($"{Stripe}/configure", sent.Location);
        return person;
    }

    private static async Task<PageAnswer> ConsentedAsync(PageClient person)
    {
        using var provider = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
        var asked = await person.GetAsync($"{Analytics}/consent");
        using var answered = await provider.GetAsync(asked.Location);
        var back = await person.GetAsync(answered.Headers.Location!.PathAndQuery);
        return await person.FollowAsync(await person.FollowAsync(back));
    }

    private Task<IReadOnlyList<ConnectionView>> ListAsync() =>
        sources.Nexus.SendAsync(new ListConnections.Query(null, 100));
}
