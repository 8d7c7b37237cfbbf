using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;

namespace Nexus.ProviderSimulator.Tests.Administration;

public sealed class AdminApiTests : IAsyncLifetime
{
    private readonly ServiceProvider _services = new ServiceCollection().AddHttpClient().BuildServiceProvider();
    private readonly SimulatorClock _clock = new();
    private Simulator _simulator = null!;

    public async Task InitializeAsync()
    {
        _clock.Freeze();
        _clock.Set(StripeCaller.Start);
        _simulator = await Simulator.StartAsync(clock: _clock);
    }

    public async Task DisposeAsync()
    {
        await _simulator.DisposeAsync();
        await _services.DisposeAsync();
    }

    [Theory]
    [InlineData("faults", """{"path": "/v1/charges", "fault": "weather"}""", "There is no fault 'weather'")]
    [InlineData("stripe/accounts", """{"id": "acct_x", "scenario": "weather"}""", "There is no scenario 'weather'")]
    [InlineData("weather", "{}", "There is no POST")]
    public async Task What_does_not_exist_is_named(string path, string body, string problem)
    {
        using var response = await PostAsync(path, body);

        Assert.Equal(400, (int)response.StatusCode);
        Assert.StartsWith(problem, (string?)(await ReadAsync(response))["problem"]);
    }

    [Fact]
    public async Task A_scenario_is_played_and_its_oracle_asked_from_outside()
    {
        using var opened = await PostAsync("stripe/accounts", """{"id": "acct_w", "scenario": "worked-example"}""");
        using var played = await PostAsync("stripe/accounts/acct_w/play", """{"until": "2026-01-31T23:59:59Z"}""");

        var oracle = await GetAsync("stripe/accounts/acct_w/oracle?day=2026-01-31");

        Assert.StartsWith("rk_live_", (string?)(await ReadAsync(opened))["restricted_key"]);
        Assert.Equal(40m, (decimal)oracle["mrr"]!["eur"]!);
        Assert.Equal(5000m, (decimal)oracle["mrr"]!["jpy"]!);
    }

    [Fact]
    public async Task Faults_are_scripted_and_requests_are_counted_from_outside()
    {
        using var _ = await PostAsync("faults", """{"path": "/v1/charges", "fault": "status-503", "times": 2}""");
        using var client = _services.GetRequiredService<IHttpClientFactory>().CreateClient();

        using var response = await client.GetAsync(new Uri(_simulator.BaseUrl, "/v1/charges"));

        Assert.Equal(503, (int)response.StatusCode);
        Assert.Equal(1, (int)(await GetAsync("requests?path=/v1/*"))["statuses"]!["503"]!);
    }

    [Fact]
    public async Task The_clock_is_moved_from_outside()
    {
        using var _ = await PostAsync("clock", """{"advance": 3600}""");

        Assert.Equal(StripeCaller.Start.AddHours(1), _clock.GetUtcNow());
    }

    [Fact]
    public async Task Each_provider_tells_its_address() =>
        Assert.Equal(_simulator.BaseUrl.ToString(), (string?)(await GetAsync(""))["stripe"]);

    private async Task<HttpResponseMessage> PostAsync(string path, string body)
    {
        using var client = _services.GetRequiredService<IHttpClientFactory>().CreateClient();
        return await client.PostAsJsonAsync(Url(path), JsonNode.Parse(body));
    }

    private async Task<JsonObject> GetAsync(string path)
    {
        using var client = _services.GetRequiredService<IHttpClientFactory>().CreateClient();
        return JsonNode.Parse(await client.GetStringAsync(Url(path)))!.AsObject();
    }

    private static async Task<JsonObject> ReadAsync(HttpResponseMessage response) =>
        JsonNode.Parse(await response.Content.ReadAsStringAsync())!.AsObject();

    private Uri Url(string path) => new(_simulator.BaseUrl, $"/_simulator/{path}");
}
