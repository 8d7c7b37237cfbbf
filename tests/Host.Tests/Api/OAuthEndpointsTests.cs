using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Nexus.ProviderSimulator;
using Nexus.ProviderSimulator.Google;
using Nexus.ProviderSimulator.Http;
using Nexus.Testing.Http;
using Npgsql;

namespace Nexus.Host.Tests.Api;

/// <summary>Consent over HTTP, with a Google that answers over HTTP: what is forged, stolen or replayed connects nothing.</summary>
public sealed class OAuthEndpointsTests(NexusFixture nexus) : IClassFixture<NexusFixture>
{
    private const string Provider = "google-analytics";

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
        await using var scene = await ConsentingNexus.StartAsync(nexus);
        var (back, cookie) = await scene.AskAsync();
        var (state, code) = (back["state"]!, back["code"]!);
        using var stranger = scene.Client(await scene.Node.NewWorkspaceKeyAsync(nexus.OperatorKey));
        using var nobody = scene.Client();
        if (forgery == "reused state")
            await ConsentingNexus.CallbackAsync(nobody, state, code, cookie);
        if (forgery == "expired state")
            await scene.ExpireAsync();
        var before = await scene.GrantsAsync();

        using var answer = forgery switch
        {
            "missing state" => await ConsentingNexus.CallbackAsync(nobody, null, code, cookie),
            "unknown state" => await ConsentingNexus.CallbackAsync(nobody, state + "x", code, cookie),
            "foreign state" => await ConsentingNexus.CallbackAsync(stranger, state, code, cookie),
            "other browser" => await ConsentingNexus.CallbackAsync(
                nobody,
                state,
                code,
                (await scene.AskAsync()).Cookie
            ),
            "no browser" => await ConsentingNexus.CallbackAsync(nobody, state, code, cookie: null),
            _ => await ConsentingNexus.CallbackAsync(nobody, state, code, cookie),
        };

        await ProblemAssert.IsAsync(HttpStatusCode.UnprocessableEntity, "consent_unknown", answer);
        Assert.Equal(before, await scene.GrantsAsync());
    }

    [Fact]
    public async Task A_code_of_somebody_elses_consent_is_worth_nothing_in_this_one()
    {
        await using var scene = await ConsentingNexus.StartAsync(nexus);
        scene.Google.Consent.User = "attacker";
        var (attackers, _) = await scene.AskAsync();
        scene.Google.Consent.User = "user-1";
        var (mine, cookie) = await scene.AskAsync();
        using var nobody = scene.Client();
        var before = await scene.GrantsAsync();

        using var answer = await ConsentingNexus.CallbackAsync(nobody, mine["state"], attackers["code"], cookie);

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
        await using var scene = await ConsentingNexus.StartAsync(nexus);
        using var client = scene.Client(scene.Key);

        using var begun = await client.GetAsync(
            $"/oauth/{Provider}/authorize?returnTo={Uri.EscapeDataString(returnTo)}"
        );
        if (begun.StatusCode == HttpStatusCode.BadRequest)
            return;

        // Whatever is let through stays a path of Nexus.
        var (back, cookie) = await ConsentingNexus.ConsentAsync(begun);
        using var nobody = scene.Client();
        using var answer = await ConsentingNexus.CallbackAsync(nobody, back["state"], back["code"], cookie);
        Assert.StartsWith("/", answer.Headers.Location!.OriginalString, StringComparison.Ordinal);
        Assert.DoesNotMatch("^/[/\\\\]", answer.Headers.Location.OriginalString);
    }

    [Fact]
    public async Task The_way_back_is_what_the_operator_said_whatever_the_request_claims()
    {
        await using var scene = await ConsentingNexus.StartAsync(nexus);
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
        await using var scene = await ConsentingNexus.StartAsync(nexus);
        var (back, cookie) = await scene.AskAsync();
        using var mine = scene.Client(scene.Key);
        using var granted = await ConsentingNexus.CallbackAsync(mine, back["state"], back["code"], cookie);
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

        using var swapped = await ConsentingNexus.CallbackAsync(mine, again["state"], again["code"], secondCookie);

        Assert.False(swapped.IsSuccessStatusCode);
        Assert.Equal(before, await scene.GrantsAsync());
        var still = await mine.GetFromJsonAsync<JsonElement>($"/api/v1/connections/{id}");
        Assert.Equal("active", still.GetProperty("status").GetString());
    }

    [Fact]
    public async Task What_holds_secrets_is_kept_by_nobody()
    {
        await using var scene = await ConsentingNexus.StartAsync(nexus);
        using var client = scene.Client(scene.Key);

        using var begun = await client.GetAsync($"/oauth/{Provider}/authorize");

        Assert.Equal("no-store", begun.Headers.CacheControl!.ToString());
        Assert.Equal("no-referrer", Assert.Single(begun.Headers.GetValues("Referrer-Policy")));
        var cookie = Assert.Single(begun.Headers.GetValues("Set-Cookie"));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=lax", cookie, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Beginning_a_consent_takes_the_scope_admin()
    {
        await using var scene = await ConsentingNexus.StartAsync(nexus);
        using var nobody = scene.Client();
        using var writer = scene.Client((await scene.Node.NewKeyAsync(scene.Key, "write")).Key);

        using var unknown = await nobody.GetAsync($"/oauth/{Provider}/authorize");
        using var refused = await writer.GetAsync($"/oauth/{Provider}/authorize");

        Assert.Equal(HttpStatusCode.Unauthorized, unknown.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
    }

    /// <summary>A node whose people consent at a simulated Google.</summary>
    private sealed class ConsentingNexus : IAsyncDisposable
    {
        private readonly string _administrator;
        private readonly Simulator _simulator;

        private ConsentingNexus(RunningNexus node, Simulator simulator, string key, string administrator) =>
            (Node, _simulator, Key, _administrator) = (node, simulator, key, administrator);

        public RunningNexus Node { get; }

        public GoogleSimulation Google => _simulator.Google;

        /// <summary>Of a workspace of its own.</summary>
        public string Key { get; }

        public static async Task<ConsentingNexus> StartAsync(NexusFixture nexus)
        {
            var simulator = await Simulator.StartAsync();
            simulator.Google.Properties["1001"] = new AnalyticsProperty("1001");
            var settings = simulator.Google.Configuration(simulator.UrlOf(simulator.Google));
            var node = await RunningNexus.StartAsync(
                nexus.Database,
                [
                    .. settings.Select(setting => $"{setting.Key}={setting.Value}"),
                    "PublicUrl=https://nexus.example.org",
                    "Scheduling:Enabled=false",
                ]
            );
            var key = await node.NewWorkspaceKeyAsync(nexus.OperatorKey);
            return new(node, simulator, key, nexus.Database.Administrator);
        }

        /// <summary>A client that keeps no cookies and goes nowhere by itself.</summary>
        public HttpClient Client(string? key = null)
        {
            var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
            {
                BaseAddress = Node.Address,
            };
            if (key is not null)
                client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
            return client;
        }

        /// <summary>Begins a consent and lets the simulated person answer it.</summary>
        public async Task<(Parameters Back, string Cookie)> AskAsync(string query = "")
        {
            using var client = Client(Key);
            using var begun = await client.GetAsync($"/oauth/{Provider}/authorize{query}");
            return await ConsentAsync(begun);
        }

        public static async Task<(Parameters Back, string Cookie)> ConsentAsync(HttpResponseMessage begun)
        {
            Assert.Equal(HttpStatusCode.Redirect, begun.StatusCode);
            using var browser = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
            using var answered = await browser.GetAsync(begun.Headers.Location);
            var cookie = begun.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
            return (Parameters.Parse(answered.Headers.Location!.Query), cookie);
        }

        public static async Task<HttpResponseMessage> CallbackAsync(
            HttpClient client,
            string? state,
            string? code,
            string? cookie
        )
        {
            using var request = new HttpRequestMessage(
                HttpMethod.Get,
                $"/oauth/{Provider}/callback?code={Uri.EscapeDataString(code ?? "")}{(state is null ? "" : $"&state={Uri.EscapeDataString(state)}")}"
            );
            if (cookie is not null)
                request.Headers.Add("Cookie", cookie);
            return await client.SendAsync(request);
        }

        /// <summary>Grants of all workspaces.</summary>
        public Task<long> GrantsAsync() => AskDatabaseAsync("select count(*) from nexus.oauth_grant");

        /// <summary>Lets eleven minutes pass for every consent that is under way.</summary>
        public Task ExpireAsync() =>
            AskDatabaseAsync(
                "with moved as (update nexus.oauth_state set expires_at = now() - interval '1 min' returning 1) select count(*) from moved"
            );

        public async ValueTask DisposeAsync()
        {
            await Node.DisposeAsync();
            await _simulator.DisposeAsync();
        }

        private async Task<long> AskDatabaseAsync(string sql)
        {
            await using var connection = new NpgsqlConnection(_administrator);
            await connection.OpenAsync();
            await using var command = new NpgsqlCommand(sql, connection);
            return (long)(await command.ExecuteScalarAsync())!;
        }
    }
}
