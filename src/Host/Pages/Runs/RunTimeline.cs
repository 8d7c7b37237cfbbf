using Nexus.Application.Features.Syncs;
using Nexus.Host.Components;

namespace Nexus.Host.Pages.Runs;

/// <summary>What happened to a run, in its order.</summary>
/// <param name="Tone">good, bad, warn, live, or empty.</param>
public sealed record RunTimeline(DateTimeOffset At, string Text, string Tone)
{
    public static IReadOnlyList<RunTimeline> Of(RunFacts run)
    {
        var steps = new List<RunTimeline> { new(run.QueuedAt, $"Asked for: {Actors.Text(run.RequestedBy)}", "") };
        if (run.StartedAt is { } started)
            steps.Add(new(started, "Began to read", run.FinishedAt is null ? "live" : ""));
        if (run.WaitsUntil is { } until)
            steps.Add(new(until, "Goes on, as the provider asked to wait", "warn"));
        if (run.CancelRequestedAt is { } cancelled)
            steps.Add(new(cancelled, $"Asked to stop: {Actors.Text(run.CancelRequestedBy ?? "")}", "warn"));
        if (run.FinishedAt is { } finished)
            steps.Add(new(finished, StatusLook.Of(run.Status).Word, StatusLook.Of(run.Status).Tone));
        return [.. steps.OrderBy(step => step.At)];
    }
}
