using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Nexus.Host.Telemetry.Logs;

namespace Nexus.Host.Tests.Telemetry.Logs;

public sealed class RedactedJsonFormatterTests
{
    /// <summary>Each holds CANARY where it would hurt.</summary>
    public static TheoryData<string> Secrets =>
        new()
        {
            "key nx_ab12cd34_CANARYCANARYCANARYCANARYCANARYCANARYCANARY was used",
            "Authorization: Bearer CANARY.with-some/text",
            "authorization: basic CANARYdXNlcjpwYXNz",
            "Host=db;Username=nexus_app;Password=CANARY with blanks;Database=nexus",
            "Host=db;Password=\"CANARY;x\";Database=nexus",
            "Host=db;pwd = 'CANARY'",
            "sk_live_CANARY12345678",
            "rk_test_CANARY12345678",
            "whsec_CANARYabcdefgh",
            "{\"client_secret\": \"CANARY\", \"a\": 1}",
            "{\"access_token\":\"CANARY\"}",
            "refresh_token=CANARY&grant_type=x",
            "api_key: CANARY",
            "postgres://someone:CANARY@db/nexus",
            "CANARY@example.com signed in",
            "eyJCANARYhbGciOi.eyJCANARYzdWIi.CANARYc2ln",
            "NEXUS_MASTER_KEY CANARYCANARYCANARYCANARYCANARYCANARYCANARYC=",
        };

    [Theory]
    [MemberData(nameof(Secrets))]
    public void A_secret_shows_nowhere_in_a_line(string secret)
    {
        var scopes = new LoggerExternalScopeProvider();
        using var outer = scopes.Push(new Dictionary<string, object?> { ["Workspace"] = "w1", ["Header"] = secret });
        using var inner = scopes.Push(secret);
        Exception failure;
        try
        {
            throw new InvalidOperationException(secret, new ArgumentException(secret));
        }
        catch (InvalidOperationException e)
        {
            failure = e;
        }

        var line = Format(
            scopes,
            log => log.LogInformation(failure, "Did {What} to {Many}", secret, new[] { secret, "b" })
        );

        Assert.DoesNotContain("CANARY", line, StringComparison.Ordinal);
        Assert.Contains("***", line, StringComparison.Ordinal);
        Assert.Equal("w1", JsonDocument.Parse(line).RootElement.GetProperty("workspace").GetString());
    }

    [Fact]
    public void A_value_under_a_secrets_name_is_never_written()
    {
        var line = Format(new(), log => log.LogInformation("Got {ApiKey} {Password}", "plain", 12345));

        var values = JsonDocument.Parse(line).RootElement;
        Assert.Equal("***", values.GetProperty("apiKey").GetString());
        Assert.Equal("***", values.GetProperty("password").GetString());
    }

    [Fact]
    public void Ordinary_lines_stay_readable()
    {
        const string Text =
            "GET /api/v1/kpis/{key}/series answered 200 in 12.5 ms for 0199a1b2-0000-7000-8000-000000000000";

        var line = Format(new(), log => log.LogInformation("{Text}", Text));

        Assert.Equal(Text, JsonDocument.Parse(line).RootElement.GetProperty("message").GetString());
        Assert.DoesNotContain('\n', line.TrimEnd());
    }

    private static string Format(LoggerExternalScopeProvider scopes, Action<ILogger> log)
    {
        using var output = new StringWriter();
        log(new Sink(new RedactedJsonFormatter(TimeProvider.System), scopes, output));
        return output.ToString();
    }

    private sealed class Sink(RedactedJsonFormatter formatter, IExternalScopeProvider scopes, StringWriter output)
        : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => scopes.Push(state);

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> describe
        ) =>
            formatter.Write(
                new LogEntry<TState>(logLevel, "test", eventId, state, exception, describe),
                scopes,
                output
            );
    }
}
