using Microsoft.Extensions.Logging.Console;
using Nexus.Application.Pipeline;
using Nexus.Host.Telemetry.Health;
using Nexus.Host.Telemetry.Logs;
using Nexus.Host.Telemetry.Metrics;

namespace Nexus.Host.Telemetry;

internal static class TelemetryServices
{
    /// <summary>The meters that are shown at /metrics and exported.</summary>
    public static readonly IReadOnlyList<string> Meters =
    [
        NexusTelemetry.Name,
        "Microsoft.AspNetCore.Hosting",
        "Microsoft.AspNetCore.Server.Kestrel",
        "System.Net.Http",
        "System.Runtime",
        "Npgsql",
        "Quartz",
    ];

    /// <summary>
    /// Registers logs, metrics, health and, where <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> or <c>Telemetry:OtlpEndpoint</c>
    /// names a collector, the export to it.
    /// </summary>
    public static IServiceCollection AddTelemetry(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddLogging(logging =>
        {
            logging.AddConsoleFormatter<RedactedJsonFormatter, ConsoleFormatterOptions>(options =>
                options.IncludeScopes = true
            );
            logging.AddConsole(options =>
            {
                options.FormatterName = RedactedJsonFormatter.FormatterName;
                // Standard output is for what a command answers.
                options.LogToStandardErrorThreshold = LogLevel.Trace;
            });
        });
        services.AddSingleton(_ => new PrometheusText(Meters));
        services.AddSingleton<DatabaseProbes>();
        if (Collector(configuration) is { } collector)
            services.AddHostedService(_ => new OpenTelemetryExport(collector));
        return services;
    }

    private static Uri? Collector(IConfiguration configuration)
    {
        var text = configuration["Telemetry:OtlpEndpoint"] ?? configuration["OTEL_EXPORTER_OTLP_ENDPOINT"];
        // Ends in a slash, or the last part of its path would be replaced by the signal's.
        return string.IsNullOrWhiteSpace(text) ? null : new Uri(text.TrimEnd('/') + "/", UriKind.Absolute);
    }
}
