using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Nexus.ProviderSimulator.Http;
using Nexus.Testing.Http;

namespace Nexus.Host.Tests.Api;

/// <summary>Consent over HTTP, with a Google that answers over HTTP: what is forged, stolen or replayed connects nothing.</summary>
public sealed class OAuthEndpointsTests(ConsentingNexus nexus) : IClassFixture<ConsentingNexus>
{
    private const string Provider = ConsentScene.Provider;

    public static TheoryData<string> Forgeries =>
        [
            "missing state",
            "unknown state",
            "foreign state",
            "reused state",
            "expired state",
            "other browser",
            "no browser",
        ];

    [Theory, MemberData(nameof(Forgeries))]
    public async Task A_callback_that_was_not_asked_for_from_here_connects_nothing(string forgery)
    {
        var scene = await nexus.OpenAsync();
        var (back, cookie) = await scene.AskAsync();
        var (state, code) = (back["state"]!, back["code"]!);
        using var stranger = scene.Client((await nexus.OpenAsync()).Key);
        using var nobody = scene.Client();
        if (forgery == "reused state")
            await ConsentScene.CallbackAsync(nobody, state, code, cookie);
        if (forgery == "expired state")
            await scene.ExpireAsync();
        var before = await scene.GrantsAsync();

        using var answer = forgery switch
        {
            "missing state" => await ConsentScene.CallbackAsync(nobody, null, code, cookie),
            "unknown state" => await ConsentScene.CallbackAsync(nobody, state + "x", code, cookie),
            "foreign state" => await ConsentScene.CallbackAsync(stranger, state, code, cookie),
            "other browser" => await ConsentScene.CallbackAsync(nobody, state, code, (await scene.AskAsync()).Cookie),
            "no browser" => await ConsentScene.CallbackAsync(nobody, state, code, cookie: null),
            _ => await ConsentScene.CallbackAsync(nobody, state, code, cookie),
        };

        await ProblemAssert.IsAsync(HttpStatusCode.UnprocessableEntity, "consent_unknown", answer);
        Assert.Equal(before, await scene.GrantsAsync());
    }

    [Fact]
    public async Task A_code_of_somebody_elses_consent_is_worth_nothing_in_this_one()
    {
        var scene = await nexus.OpenAsync();
        scene.Google.Consent.User = "attacker";
        var (attackers, _) = await scene.AskAsync();
        scene.Google.Consent.User = "user-1";
        var (mine, cookie) = await scene.AskAsync();
        using var nobody = scene.Client();
        var before = await scene.GrantsAsync();

        using var answer = await ConsentScene.CallbackAsync(nobody, mine["state"], attackers["code"], cookie);

        Assert.False(answer.IsSuccessStatusCode);
        Assert.Equal(before, await scene.GrantsAsync());
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example")]
    [InlineData("/\\evil.example")]
    [InlineData("connections")]
    [InlineData("/%0d%0aLocation:https://evil.example")]
    public async Task Nobody_is_led_away_from_nexus(string returnTo)
    {
        var scene = await nexus.OpenAsync();
        using var client = scene.Client(scene.Key);

        using var begun = await client.GetAsync(
            $"/oauth/{Provider}/authorize?returnTo={Uri.EscapeDataString(returnTo)}"
        );
        if (begun.StatusCode == HttpStatusCode.BadRequest)
            return;

        // Whatever is let through stays a path of Nexus.
        var (back, cookie) = await ConsentScene.ConsentAsync(begun);
        using var nobody = scene.Client();
        using var answer = await ConsentScene.CallbackAsync(nobody, back["state"], back["code"], cookie);
        Assert.StartsWith("/", answer.Headers.Location!.OriginalString, StringComparison.Ordinal);
        Assert.DoesNotMatch("^/[/\\\\]", answer.Headers.Location.OriginalString);
    }

    [Fact]
    public async Task The_way_back_is_what_the_operator_said_whatever_the_request_claims()
    {
        var scene = await nexus.OpenAsync();
        using var client = scene.Client(scene.Key);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/oauth/{Provider}/authorize");
        request.Headers.Host = "evil.example";
        request.Headers.Add("X-Forwarded-Host", "evil.example");
        request.Headers.Add("X-Forwarded-Proto", "http");

        using var begun = await client.SendAsync(request);

        var asked = Parameters.Parse(begun.Headers.Location!.Query);
        Assert.Equal($"https://nexus.example.org/oauth/{Provider}/callback", asked["redirect_uri"]);
    }

    [Fact]
    public async Task Another_account_does_not_take_the_place_of_the_connected_one()
    {
        var scene = await nexus.OpenAsync();
        var (back, cookie) = await scene.AskAsync();
        using var mine = scene.Client(scene.Key);
        using var granted = await ConsentScene.CallbackAsync(mine, back["state"], back["code"], cookie);
        var grant = (await granted.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("grant").GetGuid();
        using var made = await mine.PostAsJsonAsync(
            "/api/v1/connections",
            new
            {
                provider = Provider,
                settings = new { property = "1001" },
                grant,
                schedule = "manual",
            }
        );
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        var id = (await made.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid();
        var before = await scene.GrantsAsync();
        scene.Google.Consent.User = "somebody-else";
        var (again, secondCookie) = await scene.AskAsync($"?connection={id}");

        using var swapped = await ConsentScene.CallbackAsync(mine, again["state"], again["code"], secondCookie);

        Assert.False(swapped.IsSuccessStatusCode);
        Assert.Equal(before, await scene.GrantsAsync());
        var still = await mine.GetFromJsonAsync<JsonElement>($"/api/v1/connections/{id}");
        Assert.Equal("active", still.GetProperty("status").GetString());
    }

    [Fact]
    public async Task What_holds_secrets_is_kept_by_nobody()
    {
        var scene = await nexus.OpenAsync();
        using var client = scene.Client(scene.Key);

        using var begun = await client.GetAsync($"/oauth/{Provider}/authorize");

        Assert.Equal("no-store", begun.Headers.CacheControl!.ToString());
        Assert.Equal("no-referrer", Assert.Single(begun.Headers.GetValues("Referrer-Policy")));
        var cookie = Assert.Single(begun.Headers.GetValues("Set-Cookie"));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=lax", cookie, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("cross-site", HttpStatusCode.Forbidden)]
    [InlineData("same-site", HttpStatusCode.Redirect)]
    [InlineData("same-origin", HttpStatusCode.Redirect)]
    [InlineData("none", HttpStatusCode.Redirect)]
    public async Task Another_site_cannot_begin_a_consent_for_whoever_visits_it(string from, HttpStatusCode status)
    {
        var scene = await nexus.OpenAsync();
        using var client = scene.Client(scene.Key);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/oauth/{Provider}/authorize");
        request.Headers.Add("Sec-Fetch-Site", from);

        using var answer = await client.SendAsync(request);

        Assert.Equal(status, answer.StatusCode);
        if (status is HttpStatusCode.Forbidden)
            await ProblemAssert.IsAsync(status, "other_site", answer);
    }

    [Fact]
    public async Task Beginning_a_consent_takes_the_scope_admin()
    {
        var scene = await nexus.OpenAsync();
        using var nobody = scene.Client();
        using var writer = scene.Client((await nexus.Node.NewKeyAsync(scene.Key, "write")).Key);

        using var unknown = await nobody.GetAsync($"/oauth/{Provider}/authorize");
        using var refused = await writer.GetAsync($"/oauth/{Provider}/authorize");

        Assert.Equal(HttpStatusCode.Unauthorized, unknown.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
    }
}
