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

    public static readonly Counter<long> WebhooksReceived = Meter.CreateCounter<long>(
        "nexus_webhooks_received",
        description: "Deliveries of providers by what became of them: stored, duplicate, unknown, ignored or refused"
    );

    public static readonly Counter<long> SchedulesHealed = Meter.CreateCounter<long>(
        "nexus_schedules_healed",
        description: "Connections that had fallen out of the schedule and were put back"
    );

    public static readonly Counter<long> WorkItems = Meter.CreateCounter<long>(
        "nexus_work_items",
        description: "Attempts at queued work by kind and outcome: done, retried or dead"
    );
}
