using Nexus.Application.Features.Connections;
using Nexus.Application.Features.OAuth;
using Nexus.ProviderSimulator.Faults;
using Nexus.ProviderSimulator.Google;
using Nexus.Testing.Postgres;

namespace Nexus.Infrastructure.Tests.OAuth;

public sealed class ConsentTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    [Fact]
    public async Task A_consent_becomes_a_grant_and_the_grant_a_connection()
    {
        await using var scene = await ConsentScene.OpenAsync(postgres.Database.App);

        var made = await scene.ConnectAsync();

        Assert.Equal(("active", "properties/1001"), (made.Status, made.Account!.Id));
        var stored = await scene.RowsAsync("select encode(sealed, 'escape') from nexus.oauth_grant");
        Assert.DoesNotContain("ya29", Assert.Single(stored), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_address_of_the_consent_proves_what_it_must_and_says_nothing_about_the_workspace()
    {
        await using var scene = await ConsentScene.OpenAsync(postgres.Database.App);

        var started = await scene.SendAsync(new StartConsent.Command(ConsentScene.Provider, null, null));

        var query = ProviderSimulator.Http.Parameters.Parse(started.Address.Query);
        Assert.Equal("https://nexus.example.org/oauth/google-analytics/callback", query["redirect_uri"]);
        Assert.Equal(
            ("S256", "offline", "consent"),
            (query["code_challenge_method"], query["access_type"], query["prompt"])
        );
        Assert.True(query["state"]!.Length >= 43 && query["code_challenge"]!.Length == 43);
        Assert.DoesNotContain(GoogleConsent.ClientSecret, started.Address.AbsoluteUri, StringComparison.Ordinal);
        Assert.DoesNotContain(
            query["state"]!,
            string.Join(' ', await scene.RowsAsync("select encode(state_hash, 'escape') from nexus.oauth_state")),
            StringComparison.Ordinal
        );
    }

    public static TheoryData<string> Forgeries =>
        [
            "missing state",
            "unknown state",
            "other browser",
            "no browser",
            "another provider",
            "used state",
            "expired state",
            "other caller",
        ];

    [Theory, MemberData(nameof(Forgeries))]
    public async Task A_callback_that_nexus_did_not_ask_for_connects_nothing(string forgery)
    {
        await using var scene = await ConsentScene.OpenAsync(postgres.Database.App);
        var answered = await scene.AskAsync();
        var genuine = answered.Complete();
        if (forgery == "used state")
            await scene.SendAsync(genuine);
        if (forgery == "expired state")
            scene.Clock.Advance(TimeSpan.FromMinutes(10));
        var before = await scene.RowsAsync("select count(*) from nexus.oauth_grant");

        var code = await scene.RefusedAsync(
            forgery switch
            {
                "missing state" => genuine with { State = null },
                "unknown state" => genuine with { State = genuine.State + "x" },
                "other browser" => genuine with { Binding = (await scene.AskAsync()).Binding },
                "no browser" => genuine with { Binding = null },
                "another provider" => genuine with { Provider = "google-sheets" },
                "other caller" => genuine with { Binding = null, Actor = "key:nx_other" },
                _ => genuine,
            }
        );

        Assert.Equal("consent_unknown", code);
        Assert.Equal(before, await scene.RowsAsync("select count(*) from nexus.oauth_grant"));
    }

    [Fact]
    public async Task A_forged_callback_does_not_use_up_the_genuine_one()
    {
        await using var scene = await ConsentScene.OpenAsync(postgres.Database.App);
        var genuine = (await scene.AskAsync()).Complete();
        await scene.RefusedAsync(genuine with { Binding = "forged" });

        Assert.NotEqual(Guid.Empty, (await scene.SendAsync(genuine)).Grant);
    }

    [Fact]
    public async Task A_key_that_began_a_consent_ends_it_without_a_browser()
    {
        await using var scene = await ConsentScene.OpenAsync(postgres.Database.App);
        var genuine = (await scene.AskAsync()).Complete();

        var answer = await scene.SendAsync(genuine with { Binding = null, Actor = "test" });

        Assert.NotEqual(Guid.Empty, answer.Grant);
    }

    [Fact]
    public async Task The_code_of_another_consent_proves_nothing()
    {
        await using var scene = await ConsentScene.OpenAsync(postgres.Database.App);
        var mine = (await scene.AskAsync()).Complete();
        var theirs = (await scene.AskAsync()).Complete();

        Assert.Equal("credential_refused", await scene.RefusedAsync(mine with { Code = theirs.Code }));
        Assert.Equal(["0"], await scene.RowsAsync("select count(*) from nexus.oauth_grant"));
    }

    [Theory]
    [InlineData("//evil.example.org")]
    [InlineData("/\\evil.example.org")]
    [InlineData("https://evil.example.org")]
    [InlineData("connections")]
    [InlineData("/a\nLocation: x")]
    public async Task The_way_back_stays_within_nexus(string path)
    {
        await using var scene = await ConsentScene.OpenAsync(postgres.Database.App);

        await Assert.ThrowsAsync<FluentValidation.ValidationException>(() =>
            scene.SendAsync(new StartConsent.Command(ConsentScene.Provider, null, path))
        );
    }

    [Fact]
    public async Task A_right_that_was_left_out_is_named_and_nothing_is_connected()
    {
        await using var scene = await ConsentScene.OpenAsync(postgres.Database.App);
        scene.Google.Consent.Unticked = ["https://www.googleapis.com/auth/analytics.readonly"];

        Assert.Equal("scope_missing", await scene.RefusedAsync((await scene.AskAsync()).Complete()));
    }

    [Fact]
    public async Task A_grant_that_ends_within_the_hour_is_not_taken()
    {
        await using var scene = await ConsentScene.OpenAsync(postgres.Database.App);
        scene.Google.Consent.GivesRefresh = false;

        Assert.Equal("grant_not_lasting", await scene.RefusedAsync((await scene.AskAsync()).Complete()));
    }

    [Fact]
    public async Task Whoever_cancels_is_told_so()
    {
        await using var scene = await ConsentScene.OpenAsync(postgres.Database.App);
        scene.Google.Consent.Denies = true;

        Assert.Equal("consent_refused", await scene.RefusedAsync((await scene.AskAsync()).Complete()));
    }

    [Fact]
    public async Task A_registration_that_is_wrong_is_the_operators_fault()
    {
        await using var scene = await ConsentScene.OpenAsync(postgres.Database.App, secret: "wrong");

        Assert.Equal("operator_fault", await scene.RefusedAsync((await scene.AskAsync()).Complete()));
    }

    [Fact]
    public async Task Another_account_is_not_taken_for_the_connected_one()
    {
        await using var scene = await ConsentScene.OpenAsync(postgres.Database.App);
        var made = await scene.ConnectAsync();
        scene.Simulator.Faults.Always(
            "/v1beta/properties/1001",
            Fault.Edit("swapped", body => body["name"] = "properties/9999")
        );

        Assert.Equal("account_changed", await scene.RefusedAsync((await scene.AskAsync(made.Id)).Complete()));
        Assert.Equal(["1"], await scene.RowsAsync("select count(*) from nexus.oauth_grant"));
    }

    [Fact]
    public async Task Consent_of_the_same_person_puts_all_connections_of_a_dead_grant_on_their_way_again()
    {
        await using var scene = await ConsentScene.OpenAsync(postgres.Database.App);
        var grant = (await scene.ConsentAsync()).Grant;
        var one = await scene.ConnectAsync("1001", grant);
        var other = await scene.ConnectAsync("1002", grant);
        scene.Google.Consent.RevokeAll(scene.Google.Consent.User);
        Assert.False((await scene.SendAsync(new TestConnection.Command(one.Id))).Ok);
        Assert.Equal(
            ["needs_reauthorisation", "needs_reauthorisation"],
            await scene.RowsAsync("select status from nexus.connection")
        );

        await scene.ConsentAsync(one.Id);

        Assert.Equal(["active", "active"], await scene.RowsAsync("select status from nexus.connection"));
        Assert.Equal(["1"], await scene.RowsAsync("select count(*) from nexus.oauth_grant"));
        Assert.True((await scene.SendAsync(new TestConnection.Command(other.Id))).Ok);
    }

    [Fact]
    public async Task A_grant_of_another_workspace_looks_like_none()
    {
        await using var scene = await ConsentScene.OpenAsync(postgres.Database.App);
        var foreign = (await scene.ConsentAsync()).Grant;
        var stranger = await scene.Nexus.CreateWorkspaceAsync();

        var refused = await Assert.ThrowsAsync<Nexus.Application.RefusedException>(() =>
            scene.Nexus.SendAsync(stranger, ConsentScene.New("1001", foreign))
        );

        Assert.Equal("grant_not_found", refused.Code);
    }

    [Fact]
    public async Task Disconnecting_revokes_only_where_no_sibling_lives_on_the_grant()
    {
        await using var scene = await ConsentScene.OpenAsync(postgres.Database.App);
        var grant = (await scene.ConsentAsync()).Grant;
        var one = await scene.ConnectAsync("1001", grant);
        var other = await scene.ConnectAsync("1002", grant);

        await scene.SendAsync(new DisconnectConnection.Command(one.Id, Erase: false));
        Assert.Equal(0, scene.Simulator.Requests.Count("/revoke"));
        await scene.SendAsync(new DisconnectConnection.Command(other.Id, Erase: false));

        Assert.Equal(1, scene.Simulator.Requests.Count("/revoke"));
        Assert.Equal(["0"], await scene.RowsAsync("select count(*) from nexus.oauth_grant"));
    }

    [Fact]
    public async Task Disconnecting_spares_what_the_same_person_granted_in_another_workspace()
    {
        await using var scene = await ConsentScene.OpenAsync(postgres.Database.App);
        var mine = await scene.ConnectAsync();
        await using (var second = scene.Nexus.Enter(await scene.Nexus.CreateWorkspaceAsync()))
        {
            var mediator = (MediatR.IMediator)second.ServiceProvider.GetService(typeof(MediatR.IMediator))!;
            var started = await mediator.Send(new StartConsent.Command(ConsentScene.Provider, null, null));
            using var browser = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
            using var back = await browser.GetAsync(started.Address);
            var query = ProviderSimulator.Http.Parameters.Parse(back.Headers.Location!.Query);
            await mediator.Send(new Answered(started.Binding, query).Complete());
        }

        await scene.SendAsync(new DisconnectConnection.Command(mine.Id, Erase: true));

        Assert.Equal(0, scene.Simulator.Requests.Count("/revoke"));
    }

    [Fact]
    public async Task Accounts_that_a_grant_reaches_are_listed_for_the_choice()
    {
        await using var scene = await ConsentScene.OpenAsync(postgres.Database.App);
        var grant = (await scene.ConsentAsync()).Grant;

        var found = await scene.SendAsync(new DiscoverAccounts.Query(ConsentScene.Provider, grant));

        Assert.Equal("property", found.Setting);
        Assert.Equal(["1001", "1002"], found.Accounts.Select(account => account.Id));
    }
}
