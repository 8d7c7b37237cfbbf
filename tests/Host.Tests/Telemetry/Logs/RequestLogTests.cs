using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Nexus.Host.Telemetry.Logs;
using Nexus.Testing;
using Nexus.Testing.Http;

namespace Nexus.Host.Tests.Telemetry.Logs;

public sealed class RequestLogTests(NexusFixture nexus) : IClassFixture<NexusFixture>
{
    [Fact]
    public async Task A_call_leaves_one_line_without_its_values_and_its_use_cases_name_the_workspace()
    {
        var lines = new Lines();
        await using var node = await RunningNexus.StartAsync(
            nexus.Database,
            builder => builder.Logging.AddProvider(lines),
            "Logging:LogLevel:Nexus=Debug",
            // The system's own jobs are use cases, too.
            "Scheduling:Enabled=false"
        );
        using var client = node.Client(nexus.OperatorKey);
        var workspace = JsonDocument
            .Parse(await client.GetStringAsync("/api/v1/workspace"))
            .RootElement.GetProperty("id")
            .GetString();
        lines.Clear();

        using var answer = await client.GetAsync(
            "/api/v1/connections/0199a1b2-0000-7000-8000-000000000000?note=CANARY"
        );

        var trace = (await ProblemAssert.IsAsync(answer)).GetProperty("traceId").GetString();
        var line = await lines.SingleAsync("RequestLogMiddleware");
        Assert.StartsWith(
            "GET /api/v1/connections/{id:guid} answered 404 in ",
            line.GetProperty("message").GetString(),
            StringComparison.Ordinal
        );
        Assert.Equal(workspace, line.GetProperty("workspace").GetString());
        var useCase = await lines.SingleAsync("TracingBehavior");
        Assert.Equal("GetConnection", useCase.GetProperty("useCase").GetString());
        Assert.Equal(workspace, useCase.GetProperty("workspace").GetString());
        Assert.Equal(trace, useCase.GetProperty("traceId").GetString());
        Assert.DoesNotContain("CANARY", lines.All, StringComparison.Ordinal);
        Assert.DoesNotContain(nexus.OperatorKey[12..], lines.All, StringComparison.Ordinal);
    }

    /// <summary>What the console would show, kept.</summary>
    private sealed class Lines : ILoggerProvider, ISupportExternalScope
    {
        private readonly ConcurrentQueue<string> _lines = new();
        private readonly RedactedJsonFormatter _formatter = new(TimeProvider.System);
        private IExternalScopeProvider _scopes = new LoggerExternalScopeProvider();

        public string All => string.Concat(_lines);

        public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

        public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes = scopeProvider;

        public void Clear() => _lines.Clear();

        /// <summary>The one line of a category; it may be written after the answer has arrived.</summary>
        public async Task<JsonElement> SingleAsync(string category)
        {
            await Eventually.IsTrueAsync(() => Of(category).Any());
            return Assert.Single(Of(category));
        }

        private IEnumerable<JsonElement> Of(string category) =>
            _lines
                .Select(line => JsonDocument.Parse(line).RootElement)
                .Where(line => line.GetProperty("category").GetString()!.Contains(category, StringComparison.Ordinal));

        public void Dispose() { }

        private sealed class Logger(Lines lines, string category) : ILogger
        {
            public IDisposable? BeginScope<TState>(TState state)
                where TState : notnull => lines._scopes.Push(state);

            public bool IsEnabled(LogLevel logLevel) => true;

            public void Log<TState>(
                LogLevel logLevel,
                EventId eventId,
                TState state,
                Exception? exception,
                Func<TState, Exception?, string> formatter
            )
            {
                using var line = new StringWriter();
                var entry = new LogEntry<TState>(logLevel, category, eventId, state, exception, formatter);
                lines._formatter.Write(entry, lines._scopes, line);
                lines._lines.Enqueue(line.ToString());
            }
        }
    }
}
