using Nexus.Application.Pipeline;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Nexus.Host.Telemetry;

/// <summary>
/// Sends traces and metrics by OTLP over HTTP while the host runs: from before the first service starts until after the
/// last one stopped, whose spans it still delivers.
/// </summary>
internal sealed class OpenTelemetryExport(Uri collector) : IHostedLifecycleService, IDisposable
{
    private const int FlushMilliseconds = 5_000;

    private static readonly string[] Sources =
    [
        NexusTelemetry.Name,
        "Microsoft.AspNetCore",
        "System.Net.Http",
        "Npgsql",
        "Quartz",
    ];

    private TracerProvider? _traces;
    private MeterProvider? _metrics;

    public Task StartingAsync(CancellationToken cancellationToken)
    {
        var resource = ResourceBuilder
            .CreateDefault()
            .AddService(
                "nexus",
                serviceVersion: typeof(OpenTelemetryExport).Assembly.GetName().Version?.ToString(3),
                serviceInstanceId: $"{Environment.MachineName}-{Environment.ProcessId}"
            );
        _traces = Sdk.CreateTracerProviderBuilder()
            .SetResourceBuilder(resource)
            .AddSource(Sources)
            .AddOtlpExporter(options => Send(options, "v1/traces"))
            .Build();
        _metrics = Sdk.CreateMeterProviderBuilder()
            .SetResourceBuilder(resource)
            .AddMeter([.. TelemetryServices.Meters])
            .AddOtlpExporter(options => Send(options, "v1/metrics"))
            .Build();
        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) =>
        // The exporters' flush blocks; the host's own deadline holds for it all the same.
        Task.Run(Flush, cancellationToken).WaitAsync(cancellationToken);

    public void Dispose()
    {
        _traces?.Dispose();
        _metrics?.Dispose();
    }

    private void Flush()
    {
        _traces?.ForceFlush(FlushMilliseconds);
        _metrics?.ForceFlush(FlushMilliseconds);
    }

    private void Send(OtlpExporterOptions options, string path)
    {
        options.Protocol = OtlpExportProtocol.HttpProtobuf;
        options.Endpoint = new Uri(collector, path);
    }
}
