using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Nexus.Host;
using Nexus.Host.Cli;
using Nexus.Infrastructure.Postgres;
using Nexus.Infrastructure.Secrets;
using Nexus.Testing.Postgres;

namespace Nexus.Testing.Http;

/// <summary>The whole web application on a free port of the loopback, as a node of its own.</summary>
public sealed class RunningNexus : IAsyncDisposable
{
    private readonly IHost _app;

    private RunningNexus(IHost app)
    {
        _app = app;
        Address = new Uri(
            app.Services.GetRequiredService<IServer>()
                .Features.GetRequiredFeature<IServerAddressesFeature>()
                .Addresses.First()
        );
    }

    public Uri Address { get; }

    public IServiceProvider Services => _app.Services;

    /// <param name="database">What it runs on; its master key is registered where there is none.</param>
    /// <param name="settings">
    /// Configuration, such as <c>RateLimits:PerKey=5</c>. Without <c>Syncing:Enabled=true</c> the node syncs nothing, and
    /// without <c>Scheduling:Enabled=true</c> it runs neither jobs of the system nor queued work.
    /// </param>
    public static Task<RunningNexus> StartAsync(TestDatabase database, params string[] settings) =>
        StartAsync(database, adjust: null, settings);

    /// <param name="adjust">Replaces or adds services last.</param>
    public static async Task<RunningNexus> StartAsync(
        TestDatabase database,
        Action<WebApplicationBuilder>? adjust,
        params string[] settings
    )
    {
        await MasterKeyCheck.VerifyAsync(
            database.App,
            TestPostgres.MasterKey,
            TimeProvider.System,
            CancellationToken.None
        );
        return await StartAsync(database.Connections, adjust, settings);
    }

    /// <summary>Starts it on any connections, reachable or not.</summary>
    public static Task<RunningNexus> StartAsync(DatabaseConnections connections, params string[] settings) =>
        StartAsync(connections, adjust: null, settings);

    private static async Task<RunningNexus> StartAsync(
        DatabaseConnections connections,
        Action<WebApplicationBuilder>? adjust,
        string[] settings
    )
    {
        string[] usual =
        [
            "Scheduling:Enabled=false",
            "Syncing:Enabled=false",
            "RateLimits:PerKey=100000",
            "RateLimits:PerAddress=100000",
            "RateLimits:SignInPerAddress=100000",
            "RateLimits:SignInPerAccount=100000",
            .. settings,
        ];
        IHost app = NexusHost.Build(
            new NexusOptions(connections, TestPostgres.MasterKey, "http://127.0.0.1:0")
            {
                Arguments = [.. usual.Select(setting => $"--{setting}")],
            },
            builder =>
            {
                // What makes guessing slow would make tests slow, too.
                builder.Services.Configure<PasswordHasherOptions>(hasher => hasher.IterationCount = 1_000);
                adjust?.Invoke(builder);
            }
        );
        await app.StartAsync();
        return new RunningNexus(app);
    }

    /// <summary>A client with an API key, or without one.</summary>
    public HttpClient Client(string? apiKey = null)
    {
        var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = Address };
        if (apiKey is not null)
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", apiKey);
        return client;
    }

    /// <summary>A client that keeps cookies, as a browser does; it follows no redirects.</summary>
    public HttpClient Browser(CookieContainer? cookies = null) =>
        new(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = cookies ?? new CookieContainer() })
        {
            BaseAddress = Address,
        };

    /// <summary>The first workspace's key, with every scope; null where there is a workspace already.</summary>
    public async Task<string?> FirstKeyAsync(string? chosen = null)
    {
        await using var scope = Services.CreateAsyncScope();
        var first = await scope
            .ServiceProvider.GetRequiredService<IFirstStart>()
            .RunAsync(chosen, CancellationToken.None);
        return first?.ApiKey;
    }

    /// <summary>Another workspace's key, with the scopes read, write and admin.</summary>
    public async Task<string> NewWorkspaceKeyAsync(string operatorKey, string timeZone = "UTC")
    {
        using var client = Client(operatorKey);
        using var created = await client.PostAsJsonAsync(
            "/api/v1/workspaces",
            new
            {
                name = "Another",
                timeZone,
                currency = "EUR",
            }
        );
        created.EnsureSuccessStatusCode();
        var body = await created.Content.ReadFromJsonAsync<JsonElement>();
        return body.GetProperty("apiKey").GetString()!;
    }

    /// <summary>A key of the caller's workspace with the named scopes.</summary>
    public async Task<(Guid Id, string Key)> NewKeyAsync(string adminKey, params string[] scopes)
    {
        using var client = Client(adminKey);
        using var created = await client.PostAsJsonAsync("/api/v1/api-keys", new { name = "Test", scopes });
        created.EnsureSuccessStatusCode();
        var body = await created.Content.ReadFromJsonAsync<JsonElement>();
        return (body.GetProperty("id").GetGuid(), body.GetProperty("key").GetString()!);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await ((IAsyncDisposable)_app).DisposeAsync();
    }
}
