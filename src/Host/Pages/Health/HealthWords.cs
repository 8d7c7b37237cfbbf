using System.Globalization;
using Nexus.Application.Features.Health;

namespace Nexus.Host.Pages.Health;

/// <summary>Health in words for people.</summary>
public static class HealthWords
{
    /// <summary>One line that says how things are.</summary>
    /// <returns>The line, and good, warn, bad or neutral.</returns>
    public static (string Text, string Tone) Summary(IReadOnlyList<ConnectionHealth> connections)
    {
        var down = connections.Count(one => one.Status == "outage");
        var degraded = connections.Count(one => one.Status == "degraded");
        var paused = connections.Count(one => one.Status == "paused");
        var all = connections.Count - paused;
        if (connections.Count == 0)
            return ("Nothing is connected yet.", "neutral");
        var rest = paused == 0 ? "" : $" {Capital(Of(paused))} paused.";
        if (all == 0)
            return ("Every connection is paused: nothing is fetched.", "neutral");
        if (down > 0)
            return (
                down == 1 && all == 1
                    ? "Your connection is not working and needs a person." + rest
                    : $"{Capital(Of(down))} of {Number(all)} connections {(down == 1 ? "is" : "are")} not working and {(down == 1 ? "needs" : "need")} a person."
                        + rest,
                "bad"
            );
        if (degraded > 0)
            return (
                $"Data arrives, but {Of(degraded)} of {Number(all)} connections {(degraded == 1 ? "has" : "have")} trouble."
                    + rest,
                "warn"
            );
        return (
            (all == 1 ? "Your connection is working." : $"All {Number(all)} connections are working.") + rest,
            "good"
        );
    }

    /// <summary>How recent the data is.</summary>
    public static (string Text, string Tone) Freshness(ConnectionHealth connection) =>
        connection.Freshness switch
        {
            "fresh" => ("On time", "good"),
            "late" => ("Late", "warn"),
            "manual" => ("By hand", ""),
            _ => ("Nothing yet", ""),
        };

    /// <summary>A day of the strip, for whoever hovers over it or hears it.</summary>
    public static string Day(HealthDay day)
    {
        var name = day.Day.ToString("ddd, d MMM", CultureInfo.InvariantCulture);
        var runs = day.Runs == 1 ? "1 sync" : $"{Number(day.Runs)} syncs";
        return day.Outcome switch
        {
            "good" => $"{name}: {runs}, all well",
            "mixed" => $"{name}: {runs}, some with trouble",
            "bad" => $"{name}: {runs}, none brought anything",
            _ => $"{name}: no sync",
        };
    }

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];

    private static string Of(int count) => count == 1 ? "one" : Number(count);

    private static string Number(int count) => count.ToString(CultureInfo.InvariantCulture);
}
