using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Nexus.ProviderSimulator.Stripe;
using Nexus.ProviderSimulator.Stripe.Keys;

namespace Nexus.ProviderSimulator.Tests;

/// <summary>A simulator with one account, and a client that has its secret key.</summary>
internal sealed class StripeCaller : IAsyncDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection()
        .AddHttpClient()
        .ConfigureHttpClientDefaults(client =>
            client.ConfigurePrimaryHttpMessageHandler(() => new HttpClientHandler { AllowAutoRedirect = false })
        )
        .BuildServiceProvider();

    private StripeCaller(Simulator simulator, SimulatorClock clock)
    {
        Simulator = simulator;
        Clock = clock;
        Account = simulator.Stripe.CreateAccount();
        Key = Account.CreateSecretKey();
    }

    public static DateTimeOffset Start { get; } = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public Simulator Simulator { get; }

    public SimulatorClock Clock { get; }

    public StripeAccount Account { get; }

    public StripeKey Key { get; set; }

    /// <summary>Sent with each request; null sends none.</summary>
    public ApiVersion? Version { get; set; }

    public static async Task<StripeCaller> StartAsync(StripeOptions? stripe = null)
    {
        var clock = new SimulatorClock();
        clock.Set(Start);
        return new(await Simulator.StartAsync(new() { Stripe = stripe ?? new() }, clock), clock);
    }

    public async Task<HttpResponseMessage> SendAsync(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Simulator.BaseUrl, path));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Key.Value);
        if (Version is not null)
            request.Headers.Add("Stripe-Version", Version.Text);
        return await _services.GetRequiredService<IHttpClientFactory>().CreateClient().SendAsync(request);
    }

    /// <summary>The body of an answer that must be 200.</summary>
    public async Task<JsonObject> GetAsync(string path)
    {
        using var response = await SendAsync(path);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonNode.Parse(text)!.AsObject();
    }

    /// <summary>The status and the error of an answer that must be none of success.</summary>
    public async Task<(int Status, JsonObject Error)> FailAsync(string path)
    {
        using var response = await SendAsync(path);
        var body = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        return ((int)response.StatusCode, body["error"]!.AsObject());
    }

    /// <summary>The ids of a list's page.</summary>
    public async Task<IReadOnlyList<string>> IdsAsync(string path) =>
        [.. (await GetAsync(path))["data"]!.AsArray().Select(row => (string)row!["id"]!)];

    public async ValueTask DisposeAsync()
    {
        await Simulator.DisposeAsync();
        await _services.DisposeAsync();
    }
}
