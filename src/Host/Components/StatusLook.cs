using System.Collections.Frozen;

namespace Nexus.Host.Components;

/// <summary>How a status is shown.</summary>
/// <param name="Word">For people.</param>
/// <param name="Tone">good, bad, warn, accent, or empty for neutral.</param>
/// <param name="Icon">One of <see cref="IconShapes"/>.</param>
public sealed record StatusLook(string Word, string Tone, string Icon)
{
    private static readonly FrozenDictionary<string, StatusLook> Known = new Dictionary<string, StatusLook>(
        StringComparer.Ordinal
    )
    {
        // Runs
        ["queued"] = new("Queued", "", "clock"),
        ["running"] = new("Running", "accent", "sync"),
        ["succeeded"] = new("Succeeded", "good", "check"),
        ["partial"] = new("Partly done", "warn", "warning"),
        ["suspicious"] = new("Came back empty", "warn", "warning"),
        ["failed"] = new("Failed", "bad", "error"),
        ["cancelled"] = new("Cancelled", "", "stop"),
        ["interrupted"] = new("Interrupted", "warn", "warning"),
        // Connections
        ["active"] = new("Active", "good", "check"),
        ["paused"] = new("Paused", "", "pause"),
        ["needs_reauthorisation"] = new("Connect again", "bad", "key"),
        ["needs_attention"] = new("Needs attention", "warn", "warning"),
        ["disconnected"] = new("Disconnected", "", "close"),
        // Health
        ["operational"] = new("Working", "good", "check"),
        ["degraded"] = new("Degraded", "warn", "warning"),
        ["outage"] = new("Not working", "bad", "error"),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>A status without a look of its own is shown by its name.</summary>
    public static StatusLook Of(string status) =>
        Known.TryGetValue(status, out var look)
            ? look
            : new(
                status.Length == 0 ? Figures.Missing : char.ToUpperInvariant(status[0]) + status[1..].Replace('_', ' '),
                "",
                "dot"
            );
}
