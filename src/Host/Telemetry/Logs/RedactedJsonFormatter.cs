using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Nexus.Host.Telemetry.Logs;

/// <summary>One JSON object a line. Everything that is text passes <see cref="Redaction"/> on its way.</summary>
internal sealed class RedactedJsonFormatter(TimeProvider clock) : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "nexus";

    private const string OriginalFormat = "{OriginalFormat}";

    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public override void Write<TState>(
        in LogEntry<TState> logEntry,
        IExternalScopeProvider? scopeProvider,
        TextWriter textWriter
    )
    {
        var message = logEntry.Formatter(logEntry.State, logEntry.Exception);
        var values = new SortedDictionary<string, string>(StringComparer.Ordinal);
        scopeProvider?.ForEachScope(Collect, values);
        Collect(logEntry.State, values);

        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer, Compact))
        {
            json.WriteStartObject();
            json.WriteString("time", clock.GetUtcNow());
            json.WriteString("level", logEntry.LogLevel.ToString());
            json.WriteString("category", logEntry.Category);
            json.WriteString("message", Redaction.Apply(message));
            if (Activity.Current is { } activity)
                json.WriteString("traceId", activity.TraceId.ToString());
            foreach (var (name, value) in values)
                json.WriteString(name, value);
            if (logEntry.Exception is { } exception)
                json.WriteString("exception", Redaction.Apply(exception.ToString()));
            json.WriteEndObject();
        }
        textWriter.WriteLine(Encoding.UTF8.GetString(buffer.WrittenSpan));
    }

    /// <summary>Named values come under their own name in camel case; a scope that is only text comes under <c>scope</c>.</summary>
    private static void Collect<T>(T scope, SortedDictionary<string, string> values)
    {
        if (scope is IEnumerable<KeyValuePair<string, object?>> pairs)
        {
            foreach (var (name, value) in pairs)
            {
                if (name != OriginalFormat)
                    values[KeyOf(name)] = Redaction.IsSecret(name) ? "***" : Text(value);
            }
        }
        else if (scope is not null)
        {
            values["scope"] = Text(scope);
        }
    }

    private static string KeyOf(string name) =>
        JsonNamingPolicy.CamelCase.ConvertName(name) switch
        {
            "time" or "level" or "category" or "message" or "traceId" or "exception" => $"value.{name}",
            var free => free,
        };

    private static string Text(object? value) =>
        Redaction.Apply(
            value switch
            {
                null => "null",
                string text => text,
                System.Collections.IEnumerable many => string.Join(", ", many.Cast<object?>()),
                _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
            }
        );
}
