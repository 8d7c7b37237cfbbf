using System.Net;
using System.Net.Http.Headers;
using Nexus.ProviderSimulator;
using Nexus.ProviderSimulator.Google;
using Nexus.ProviderSimulator.Http;
using Nexus.Testing.Http;
using Nexus.Testing.Postgres;
using Npgsql;

namespace Nexus.Host.Tests.Api;

/// <summary>A node whose people consent at a simulated Google, for one test class (<c>IClassFixture</c>).</summary>
public sealed class ConsentingNexus : IAsyncLifetime
{
    private TestDatabase? _database;
    private Simulator? _simulator;
    private RunningNexus? _node;
    private string _operatorKey = "";

    public RunningNexus Node => _node ?? throw new InvalidOperationException("The fixture has not been started.");

    public async Task InitializeAsync()
    {
        _database = await (await TestPostgres.GetAsync()).CreateDatabaseAsync();
        _simulator = await Simulator.StartAsync();
        _simulator.Google.Properties["1001"] = new AnalyticsProperty("1001");
        var settings = _simulator.Google.Configuration(_simulator.UrlOf(_simulator.Google));
        _node = await RunningNexus.StartAsync(
            _database,
            [.. settings.Select(setting => $"{setting.Key}={setting.Value}"), "PublicUrl=https://nexus.example.org"]
        );
        _operatorKey = (await _node.FirstKeyAsync())!;
    }

    /// <summary>A workspace that nobody else has used.</summary>
    public async Task<ConsentScene> OpenAsync()
    {
        var scene = new ConsentScene(
            Node,
            _simulator!.Google,
            _database!.Administrator,
            await Node.NewWorkspaceKeyAsync(_operatorKey)
        );
        scene.Google.Consent.User = "user-1";
        return scene;
    }

    public async Task DisposeAsync()
    {
        if (_node is not null)
            await _node.DisposeAsync();
        if (_simulator is not null)
            await _simulator.DisposeAsync();
        if (_database is not null)
            await _database.DisposeAsync();
    }
}

/// <summary>One workspace whose people consent.</summary>
/// <param name="Administrator">Connection string, to look behind the walls.</param>
/// <param name="Key">Of the workspace.</param>
public sealed record ConsentScene(RunningNexus Node, GoogleSimulation Google, string Administrator, string Key)
{
    public const string Provider = "google-analytics";

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

    private async Task<long> AskDatabaseAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(Administrator);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
