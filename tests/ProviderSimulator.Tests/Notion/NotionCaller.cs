using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Nexus.ProviderSimulator.Notion;

namespace Nexus.ProviderSimulator.Tests.Notion;

/// <summary>A simulator whose clock stands still, and a client with a token of its Notion.</summary>
internal sealed class NotionCaller : IAsyncDisposable
{
    public static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 40, TimeSpan.Zero);

    private readonly ServiceProvider _services = new ServiceCollection().AddHttpClient().BuildServiceProvider();

    private NotionCaller(Simulator simulator)
    {
        Simulator = simulator;
        Token = Notion.Consent.CreateToken();
    }

    public Simulator Simulator { get; }

    public NotionSimulation Notion => Simulator.Notion;

    public string Token { get; set; }

    public string? Version { get; set; } = NotionSimulation.Version;

    public static async Task<NotionCaller> StartAsync()
    {
        var clock = new SimulatorClock();
        clock.Freeze();
        clock.Set(Start);
        return new(await Simulator.StartAsync(new(), clock));
    }

    public Task<(int Status, JsonObject Body)> GetAsync(string path) => SendAsync(HttpMethod.Get, path, null);

    public Task<(int Status, JsonObject Body)> PostAsync(string path, JsonObject body) =>
        SendAsync(HttpMethod.Post, path, body);

    /// <summary>Asks the token endpoint as a client that knows the secret, or one that does not.</summary>
    public async Task<(int Status, JsonObject Body)> TokenAsync(
        JsonObject body,
        string secret = NotionConsent.ClientSecret
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Address("v1/oauth/token"));
        request.Headers.Authorization = new(
            "Basic",
            Convert.ToBase64String(Encoding.UTF8.GetBytes($"{NotionConsent.ClientId}:{secret}"))
        );
        request.Content = JsonContent.Create(body);
        return await SendAsync(request);
    }

    public async ValueTask DisposeAsync()
    {
        await Simulator.DisposeAsync();
        await _services.DisposeAsync();
    }

    private async Task<(int Status, JsonObject Body)> SendAsync(HttpMethod method, string path, JsonObject? body)
    {
        using var request = new HttpRequestMessage(method, Address(path));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        if (Version is not null)
            request.Headers.Add("Notion-Version", Version);
        if (body is not null)
            request.Content = JsonContent.Create(body);
        return await SendAsync(request);
    }

    private async Task<(int Status, JsonObject Body)> SendAsync(HttpRequestMessage request)
    {
        using var client = _services.GetRequiredService<IHttpClientFactory>().CreateClient();
        using var response = await client.SendAsync(request);
        return ((int)response.StatusCode, (await response.Content.ReadFromJsonAsync<JsonObject>())!);
    }

    private Uri Address(string path) => new(Simulator.UrlOf(Notion), path);
}
