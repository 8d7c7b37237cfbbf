using System.Globalization;
using Nexus.Domain.Kpis;

namespace Nexus.Host.Components;

/// <summary>How a value compares with the one of the period before.</summary>
/// <param name="Kind">Which way it went.</param>
/// <param name="Text">Such as <c>3.2%</c>, <c>&gt;999%</c> or <c>new</c>; a dash where there is nothing to compare.</param>
/// <param name="Tone">good, bad or flat: what the metric's direction makes of it.</param>
/// <param name="Speech">In words, such as <c>down 1.7%, improved</c>.</param>
public sealed record Change(ChangeKind Kind, string Text, string Tone, string Speech)
{
    private const decimal Flat = 0.05m;
    private const decimal Cap = 999m;

    /// <summary>Compares two values. Less than 0.05 % is flat; from zero, anything is new.</summary>
    public static Change Between(decimal? current, decimal? previous, MetricDirection direction)
    {
        if (current is not { } now || previous is not { } before)
            return new(ChangeKind.Unknown, Figures.Missing, "flat", "nothing to compare with");
        if (before == 0)
        {
            return now == 0
                ? new(ChangeKind.Flat, "0.0%", "flat", "unchanged")
                : new(ChangeKind.New, "new", "flat", "new: the period before was zero");
        }
        var percent = (now - before) / Math.Abs(before) * 100;
        var size = Math.Abs(percent);
        if (size < Flat)
            return new(ChangeKind.Flat, "0.0%", "flat", "unchanged");

        var rises = percent > 0;
        var text = size > Cap ? ">999%" : size.ToString("0.0", CultureInfo.InvariantCulture) + "%";
        var improves = direction switch
        {
            MetricDirection.Good => rises,
            MetricDirection.Bad => !rises,
            _ => (bool?)null,
        };
        var way = rises ? "up" : "down";
        var said = size > Cap ? "more than 999%" : text;
        return improves switch
        {
            true => new(Way(rises), text, "good", $"{way} {said}, improved"),
            false => new(Way(rises), text, "bad", $"{way} {said}, worse"),
            null => new(Way(rises), text, "flat", $"{way} {said}"),
        };
    }

    private static ChangeKind Way(bool rises) => rises ? ChangeKind.Up : ChangeKind.Down;
}

public enum ChangeKind
{
    /// <summary>One of the two values is missing.</summary>
    Unknown,
    Up,
    Down,
    Flat,

    /// <summary>There was nothing before.</summary>
    New,
}
