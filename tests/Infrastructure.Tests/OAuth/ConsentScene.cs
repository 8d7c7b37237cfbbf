using System.Net;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Nexus.Application;
using Nexus.Application.Features.Connections;
using Nexus.Application.Features.OAuth;
using Nexus.Application.Syncing;
using Nexus.Domain.Workspaces;
using Nexus.Infrastructure.Http;
using Nexus.Infrastructure.OAuth;
using Nexus.ProviderSimulator;
using Nexus.ProviderSimulator.Google;
using Nexus.ProviderSimulator.Http;
using Nexus.Testing;
using Nexus.Testing.Integrations;
using Nexus.Testing.Storage;
using Npgsql;

namespace Nexus.Infrastructure.Tests.OAuth;

/// <summary>A workspace whose people consent at a Google that answers over HTTP.</summary>
internal sealed class ConsentScene : IAsyncDisposable
{
    public const string Provider = "google-analytics";

    private ConsentScene(Simulator simulator, NexusServices nexus, WorkspaceId workspace, HurriedClock clock)
    {
        Simulator = simulator;
        Nexus = nexus;
        Workspace = workspace;
        Clock = clock;
    }

    public Simulator Simulator { get; }

    public GoogleSimulation Google => Simulator.Google;

    public NexusServices Nexus { get; }

    public WorkspaceId Workspace { get; }

    public HurriedClock Clock { get; }

    public static async Task<ConsentScene> OpenAsync(
        NpgsqlDataSource app,
        IFailpoints? failpoints = null,
        string secret = GoogleConsent.ClientSecret
    )
    {
        var clock = new HurriedClock(new DateTimeOffset(2026, 3, 10, 11, 0, 0, TimeSpan.Zero));
        var simulator = await Simulator.StartAsync(clock: clock);
        var address = simulator.UrlOf(simulator.Google).ToString();
        var nexus = new NexusServices(
            app,
            clock,
            services =>
            {
                services.AddSingleton(
                    ProviderAddresses.Read([
                        new("google-analytics:BaseUrl", address),
                        new("google-analytics:AuthorizeUrl", address + "authorize"),
                        new("google-analytics:TokenUrl", address + "token"),
                        new("google-analytics:RevokeUrl", address + "revoke"),
                    ])
                );
                services.AddSingleton(
                    OAuthSettings.Read(
                        [new("google:ClientId", GoogleConsent.ClientId), new("google:ClientSecret", secret)],
                        "https://nexus.example.org"
                    )
                );
                if (failpoints is not null)
                    services.AddSingleton(failpoints);
                services.AddSingleton<IRateBudgets, GrantingBudgets>();
            }
        );
        // One of their own: what they grant elsewhere would count as a sibling.
        var user = $"user-{Guid.NewGuid():N}";
        simulator.Google.Consent.User = user;
        foreach (var id in new[] { "1001", "1002" })
            simulator.Google.Properties[id] = new AnalyticsProperty(id) { Readers = { user } };
        return new(simulator, nexus, await nexus.CreateWorkspaceAsync(), clock);
    }

    public Task<T> SendAsync<T>(IRequest<T> request) => Nexus.SendAsync(Workspace, request);

    public async Task<string> RefusedAsync<T>(IRequest<T> request) =>
        (await Assert.ThrowsAsync<RefusedException>(() => SendAsync(request))).Code;

    /// <summary>Begins a consent, and lets the simulated person answer it.</summary>
    public async Task<Answered> AskAsync(Guid? connection = null)
    {
        var started = await SendAsync(new StartConsent.Command(Provider, connection, ReturnTo: null));
        using var browser = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
        using var answer = await browser.GetAsync(started.Address);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        return new(started.Binding, Parameters.Parse(answer.Headers.Location!.Query));
    }

    /// <summary>Consents from beginning to end.</summary>
    public async Task<CompleteConsent.Answer> ConsentAsync(Guid? connection = null) =>
        await SendAsync((await AskAsync(connection)).Complete());

    public async Task<ConnectionView> ConnectAsync(string property = "1001", Guid? grant = null) =>
        await SendAsync(New(property, grant ?? (await ConsentAsync()).Grant));

    public static CreateConnection.Command New(string property, Guid grant) =>
        new(
            Provider,
            Name: null,
            System.Text.Json.JsonSerializer.SerializeToElement(new { property }),
            Credentials: null,
            "manual"
        )
        {
            Grant = grant,
        };

    public Task<List<string>> RowsAsync(string sql) => Nexus.RowsAsync(Workspace, sql);

    public async ValueTask DisposeAsync()
    {
        await Nexus.DisposeAsync();
        await Simulator.DisposeAsync();
    }
}

/// <summary>What a browser was sent back with.</summary>
internal sealed record Answered(string Binding, Parameters Query)
{
    public CompleteConsent.Command Complete() =>
        new(ConsentScene.Provider, Query["state"], Query["code"], Query["error"], Binding, Actor: null);
}
