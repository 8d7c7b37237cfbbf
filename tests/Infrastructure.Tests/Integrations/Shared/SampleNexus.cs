using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Nexus.Application.Features.Connections;
using Nexus.Application.Features.OAuth;
using Nexus.Domain.Integrations;
using Nexus.Domain.Workspaces;
using Nexus.Infrastructure.Http;
using Nexus.Infrastructure.OAuth;
using Nexus.Infrastructure.Tests.Integrations.Shared.Ads;
using Nexus.ProviderSimulator;
using Nexus.ProviderSimulator.Google;
using Nexus.ProviderSimulator.Http;
using Nexus.Testing;
using Nexus.Testing.Postgres;

namespace Nexus.Infrastructure.Tests.Integrations.Shared;

/// <summary>Nexus as it syncs any one of the providers, each with a small account that can be connected.</summary>
internal sealed class SampleNexus : ProviderNexus
{
    public static readonly DateTimeOffset Start = new(2026, 9, 20, 12, 0, 0, TimeSpan.Zero);

    private SampleNexus(TestDatabase database, string key, Simulator simulator, HurriedClock clock)
        : base(
            database,
            key,
            Simulated(simulator, key),
            simulator,
            clock,
            services => Configure(services, Simulated(simulator, key), simulator)
        ) { }

    public GoogleSimulation Google => Simulator.Google;

    public static async Task<SampleNexus> StartAsync(MovableDatabase database, string key)
    {
        await DatabaseClock.SetAsync(database.Database, Start);
        var clock = new HurriedClock(Start);
        return new(database.Database, key, await Simulator.StartAsync(clock: clock), clock);
    }

    /// <summary>Connects a new account, on the provider's default schedule.</summary>
    public Task<ConnectionView> ConnectAsync(WorkspaceId workspace)
    {
        switch (Key)
        {
            case "stripe":
                return ConnectAsync(
                    workspace,
                    [],
                    ("apiKey", Simulator.Stripe.CreateAccount().CreateRestrictedKey().Value)
                );
            case "notion":
                var goals = Simulator.Notion.CreateTable("Goals").AddProperty("Progress", "number", "prog");
                Simulator.Notion.CreatePage(goals, "Launch").Set("Progress", 0.5m);
                return ConnectAsync(
                    workspace,
                    new() { ["objectives"] = goals.Id, ["progress"] = "Progress" },
                    ("accessToken", Simulator.Notion.Consent.CreateToken())
                );
            case "google-analytics":
                Google.Properties["1001"] = new("1001") { TimeZone = "UTC" };
                return ConsentAsync(workspace, new() { ["property"] = "1001", ["historyFrom"] = "2026-09-01" });
            case "google-sheets":
                AddSheet("1SampleSheet0123456789", 5);
                return ConsentAsync(workspace, Sheet("1SampleSheet0123456789"));
            default:
                var network = new[] { AdNetwork.Meta, AdNetwork.LinkedIn, AdNetwork.X }.Single(one => one.Key == Key);
                network.CreateAccount(Simulator, "77");
                return ConnectAsync(
                    workspace,
                    new() { ["backfillFrom"] = "2026-09-19" },
                    [.. network.Credentials(Simulator, "77").Select(one => (one.Key, one.Value))]
                );
        }
    }

    public SimulatedSpreadsheet AddSheet(string id, decimal revenue, string reader = "user-1")
    {
        var file = Google.Spreadsheets[id] = new(id);
        file.Readers.Clear();
        file.Readers.Add(reader);
        file.AddTab("Books", 0, ["Date", "Revenue"], ["2026-09-19", (double)revenue]);
        return file;
    }

    public static JsonObject Sheet(string id) =>
        new()
        {
            ["spreadsheet"] = id,
            ["layout"] = "wide",
            ["date"] = new JsonObject { ["column"] = "Date" },
            ["values"] = new JsonArray(
                new JsonObject
                {
                    ["column"] = "Revenue",
                    ["metric"] = "finance.revenue",
                    ["currency"] = "EUR",
                }
            ),
        };

    /// <summary>Connects what a person of Google's consents to.</summary>
    public async Task<ConnectionView> ConsentAsync(WorkspaceId workspace, JsonObject settings, string user = "user-1")
    {
        Google.Consent.User = user;
        var started = await SendAsync(workspace, new StartConsent.Command(Key, null, ReturnTo: null));
        using var browser = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
        using var answer = await browser.GetAsync(started.Address);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        var back = Parameters.Parse(answer.Headers.Location!.Query);
        var completed = await SendAsync(
            workspace,
            new CompleteConsent.Command(Key, back["state"], back["code"], back["error"], started.Binding, Actor: null)
        );
        return await SendAsync(workspace, New(settings, []) with { Grant = completed.Grant });
    }

    private Task<ConnectionView> ConnectAsync(
        WorkspaceId workspace,
        JsonObject settings,
        params (string Name, string Value)[] credentials
    ) => SendAsync(workspace, New(settings, credentials));

    private CreateConnection.Command New(JsonObject settings, (string Name, string Value)[] credentials) =>
        new(
            Key,
            Name: null,
            JsonSerializer.SerializeToElement(settings),
            credentials.ToDictionary(one => one.Name, one => (Secret?)new Secret(one.Value), StringComparer.Ordinal)
        );

    private static ISimulatedProvider Simulated(Simulator simulator, string key) =>
        simulator.Providers.Single(provider =>
            provider.Name == (key.StartsWith("google-", StringComparison.Ordinal) ? "google" : key)
        );

    private static void Configure(IServiceCollection services, ISimulatedProvider provider, Simulator simulator)
    {
        if (provider is not IConfigured configured)
            return;
        var settings = configured
            .Configuration(simulator.UrlOf(provider))
            .Select(one => KeyValuePair.Create(one.Key, (string?)one.Value))
            .ToList();
        services.AddSingleton(ProviderAddresses.Read(Below("Providers:", settings)));
        services.AddSingleton(OAuthSettings.Read(Below("OAuth:", settings), "https://nexus.example.org"));
    }

    private static IEnumerable<KeyValuePair<string, string?>> Below(
        string section,
        List<KeyValuePair<string, string?>> settings
    ) =>
        settings
            .Where(one => one.Key.StartsWith(section, StringComparison.Ordinal))
            .Select(one => KeyValuePair.Create(one.Key[section.Length..], one.Value));
}
