using System.Globalization;
using Nexus.Application.Features.Annotations;

namespace Nexus.Host.Pages.Kpis;

/// <summary>A note as it was typed.</summary>
/// <param name="From">The day, <c>yyyy-MM-dd</c>.</param>
/// <param name="To">The last day, likewise; empty for one day.</param>
/// <param name="Everywhere">Whether it concerns every metric.</param>
public sealed record NoteInput(string? Title, string? Text, string? From, string? To, bool Everywhere)
{
    internal static NoteInput Of(IFormCollection form) =>
        new(form["title"], form["text"], form["from"], form["to"], form["everywhere"] == "true");

    internal AnnotationDraft Draft(string metric) =>
        new(
            Title,
            string.IsNullOrEmpty(Text) ? null : Text,
            Day(From),
            Day(To),
            Link: null,
            Everywhere ? null : metric
        );

    private static DateOnly? Day(string? text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day
            : null;
}
