using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Nexus.Application.Pipeline;

/// <summary>The names under which Nexus emits traces and metrics.</summary>
public static class NexusTelemetry
{
    public const string Name = "Nexus";

    public static readonly ActivitySource Source = new(Name);
    public static readonly Meter Meter = new(Name);

    public static readonly Histogram<double> UseCaseDuration = Meter.CreateHistogram<double>(
        "nexus_use_case_duration",
        "s",
        "Duration of use cases by name and outcome"
    );

    public static readonly Counter<long> PointsWritten = Meter.CreateCounter<long>(
        "nexus_points_written",
        description: "Points by what the store did with them: inserted, updated, unchanged or deleted"
    );

    public static readonly Counter<long> RowsRejected = Meter.CreateCounter<long>(
        "nexus_rows_rejected",
        description: "Rows of files that could not be read, by code"
    );

    public static readonly Histogram<double> ProviderCallDuration = Meter.CreateHistogram<double>(
        "nexus_provider_call_duration",
        "s",
        "Duration of single calls to providers by provider and outcome: 2xx, 4xx, 5xx, timeout, refused or failed"
    );

    public static readonly Counter<long> ProviderRetries = Meter.CreateCounter<long>(
        "nexus_provider_retries",
        description: "Calls to providers that were repeated, by provider and by the status that they had failed with"
    );

    public static readonly Counter<long> ProviderBreakerTurns = Meter.CreateCounter<long>(
        "nexus_provider_breaker_turns",
        description: "Turns of circuit breakers by provider and new state: open, half-open or closed"
    );

    public static readonly Histogram<double> ProviderWait = Meter.CreateHistogram<double>(
        "nexus_provider_wait",
        "s",
        "Time that calls to providers waited for their turn, by provider and reason: budget or concurrency"
    );

    public static readonly Counter<long> WebhooksReceived = Meter.CreateCounter<long>(
        "nexus_webhooks_received",
        description: "Deliveries of providers by what became of them: stored, duplicate, unknown, ignored or refused"
    );

    public static readonly Counter<long> SchedulesHealed = Meter.CreateCounter<long>(
        "nexus_schedules_healed",
        description: "Connections that had fallen out of the schedule and were put back"
    );

    public static readonly Histogram<double> ScheduleLag = Meter.CreateHistogram<double>(
        "nexus_schedule_lag",
        "s",
        "How long after they were due connections were claimed, by provider"
    );

    public static readonly Counter<long> WorkItems = Meter.CreateCounter<long>(
        "nexus_work_items",
        description: "Attempts at queued work by kind and outcome: done, retried or dead"
    );
}
