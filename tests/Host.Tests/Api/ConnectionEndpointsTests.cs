using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Nexus.Application.Integrations;
using Nexus.Testing.Http;
using Nexus.Testing.Integrations;

namespace Nexus.Host.Tests.Api;

public sealed class ConnectionEndpointsTests(NexusFixture nexus) : IClassFixture<NexusFixture>
{
    private const string Canary = "canary_4f9b";

    [Fact]
    public async Task A_secret_is_in_no_answer_no_log_and_no_audit_entry_whatever_goes_wrong()
    {
        var log = new LogLines();
        var provider = new FakeConnector();
        await using var node = await StartAsync(provider, log);
        using var client = node.Client(await node.NewWorkspaceKeyAsync(nexus.OperatorKey));
        var answers = new List<string>();

        var id = JsonDocument.Parse(await PostAsync("", Connection(Canary))).RootElement.GetProperty("id").GetString();
        await PostAsync("", Connection(Canary));
        await PostAsync("", Connection(Canary).Replace("\"apiKey\"", "\"wrong\"", StringComparison.Ordinal));
        await PostAsync("", Connection(Canary).Replace("{\"apiKey\"", "[\"apiKey\"", StringComparison.Ordinal));
        await PostAsync($"/{id}/test", null);
        provider.Fails = _ => new IntegrationException(IntegrationFault.Unavailable, "Down.");
        await PostAsync("", Connection($"{Canary}_2"));
        provider.Fails = _ => new InvalidOperationException("A fault of the adapter.");
        await PostAsync("", Connection($"{Canary}_2"));
        provider.Fails = _ => null;
        answers.Add(await client.GetStringAsync($"/api/v1/connections/{id}"));
        answers.Add(await client.GetStringAsync("/api/v1/connections"));
        answers.Add(await client.GetStringAsync("/api/v1/audit"));
        answers.Add(await client.GetStringAsync("/api/v1/integrations/status"));
        using var gone = await client.DeleteAsync($"/api/v1/connections/{id}?data=erase");
        answers.Add(await gone.Content.ReadAsStringAsync());

        Assert.Contains(answers, answer => answer.Contains("apiKey", StringComparison.Ordinal));
        Assert.All(answers, answer => Assert.DoesNotContain("key-of-", answer, StringComparison.Ordinal));
        Assert.NotEmpty(log.Lines);
        Assert.All(log.Lines, line => Assert.DoesNotContain("key-of-", line, StringComparison.Ordinal));

        async Task<string> PostAsync(string path, string? body)
        {
            using var content = body is null ? null : JsonBody(body);
            using var answer = await client.PostAsync($"/api/v1/connections{path}", content);
            var text = await answer.Content.ReadAsStringAsync();
            answers.Add(text);
            return text;
        }
    }

    [Fact]
    public async Task A_connection_lives_through_all_its_calls()
    {
        await using var node = await StartAsync(new FakeConnector(), new LogLines());
        using var client = node.Client(await node.NewWorkspaceKeyAsync(nexus.OperatorKey));
        using var created = await client.PostAsync("/api/v1/connections", JsonBody(Connection("acct_9")));
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        var made = await created.Content.ReadFromJsonAsync<JsonElement>();
        var path = created.Headers.Location!.ToString();
        Assert.Equal($"/api/v1/connections/{made.GetProperty("id").GetString()}", path);

        using var again = await client.PostAsync("/api/v1/connections", JsonBody(Connection("acct_9")));
        var problem = await ProblemAssert.IsAsync(HttpStatusCode.Conflict, "account_connected", again);
        Assert.Equal(made.GetProperty("id").GetString(), problem.GetProperty("connectionId").GetString());
        Assert.True((await SendAsync(HttpMethod.Post, $"{path}/test")).GetProperty("ok").GetBoolean());
        Assert.Equal("paused", (await SendAsync(HttpMethod.Post, $"{path}/pause")).GetProperty("status").GetString());
        Assert.Equal("active", (await SendAsync(HttpMethod.Post, $"{path}/resume")).GetProperty("status").GetString());
        var renamed = await SendAsync(HttpMethod.Patch, path, """{"name":"Shop"}""");
        Assert.Equal("Shop", renamed.GetProperty("name").GetString());
        using var elsewhere = await client.PatchAsync(path, JsonBody("""{"credentials":{"apiKey":"key-of-acct_8"}}"""));
        await ProblemAssert.IsAsync(HttpStatusCode.Conflict, "account_changed", elsewhere);
        Assert.True((await SendAsync(HttpMethod.Delete, $"{path}?data=erase")).GetProperty("finished").GetBoolean());
        using var gone = await client.GetAsync(path);
        await ProblemAssert.IsAsync(HttpStatusCode.NotFound, "connection_not_found", gone);

        async Task<JsonElement> SendAsync(HttpMethod method, string url, string? body = null)
        {
            using var request = new HttpRequestMessage(method, url) { Content = body is null ? null : JsonBody(body) };
            using var answer = await client.SendAsync(request);
            Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
            return await answer.Content.ReadFromJsonAsync<JsonElement>();
        }
    }

    private static string Connection(string account) =>
        $$$"""{"provider":"fake","credentials":{"apiKey":"{{{FakeConnector.KeyOf(account)}}}"}}""";

    private static StringContent JsonBody(string body) => new(body, System.Text.Encoding.UTF8, "application/json");

    private Task<RunningNexus> StartAsync(FakeConnector provider, LogLines log) =>
        RunningNexus.StartAsync(
            nexus.Database,
            builder =>
            {
                builder.Services.AddSingleton<IProviderModule>(provider);
                builder.Logging.AddProvider(log).SetMinimumLevel(LogLevel.Trace);
            },
            "Logging:LogLevel:Nexus=Trace",
            "Logging:LogLevel:Npgsql=Trace"
        );

    /// <summary>Every line before anything is taken out of it.</summary>
    private sealed class LogLines : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        ) => Lines.Enqueue($"{formatter(state, exception)} {exception}");

        void IDisposable.Dispose() { }
    }
}
