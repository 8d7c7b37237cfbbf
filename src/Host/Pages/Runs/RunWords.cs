using Nexus.Application.Features.Syncs;
using Nexus.Host.Components;

namespace Nexus.Host.Pages.Runs;

/// <summary>Runs in words for people.</summary>
public static class RunWords
{
    /// <summary>Every kind of run, and what people read for it.</summary>
    public static IReadOnlyList<Option> Kinds { get; } =
    [
        new("scheduled", "By schedule"),
        new("manual", "By hand"),
        new("webhook", "Webhook"),
        new("backfill", "Backfill"),
        new("reconcile", "Reconciliation"),
        new("replay", "Replay of rejects"),
    ];

    public static IReadOnlyList<Option> Statuses { get; } =
    [
        .. new[]
        {
            "queued",
            "running",
            "succeeded",
            "partial",
            "suspicious",
            "failed",
            "cancelled",
            "interrupted",
        }.Select(status => new Option(status, StatusLook.Of(status).Word)),
    ];

    public static string Kind(string kind) => Kinds.FirstOrDefault(known => known.Value == kind)?.Text ?? kind;

    public static bool IsOpen(RunFacts run) => run.Status is "queued" or "running";

    /// <summary>How long it took, or has taken so far; null before it began.</summary>
    public static TimeSpan? Took(RunFacts run, DateTimeOffset now) =>
        run.StartedAt is { } started ? (run.FinishedAt ?? now) - started : null;

    /// <summary>What it came to, in one sentence.</summary>
    public static string Outcome(RunFacts run) =>
        run.Status switch
        {
            "queued" when run.WaitsUntil is not null =>
                "It waits, because the provider asked for it, and goes on by itself.",
            "queued" => "It waits for its turn.",
            "running" when run.CancelRequestedAt is not null => "It was asked to stop, and does so within seconds.",
            "running" => "It is reading from the provider now. What is read is stored page by page.",
            "succeeded" => "Every stream was read and stored to its end.",
            "partial" => "Some of it was stored, and some could not be. What was stored is right.",
            "suspicious" => "Nothing came, although there usually is something. Figures were left as they were.",
            "failed" => "Nothing could be stored. Figures were left as they were.",
            "cancelled" => "It was stopped before its end. What had been stored by then stays.",
            "interrupted" => "The program that ran it ended. The next run goes on from the last page that was stored.",
            _ => "",
        };
}
