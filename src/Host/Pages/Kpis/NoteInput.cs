using System.Globalization;
using Nexus.Application.Features.Annotations;

namespace Nexus.Host.Pages.Kpis;

/// <summary>A note as it was typed.</summary>
/// <param name="From">The day, <c>yyyy-MM-dd</c>.</param>
/// <param name="Everywhere">Whether it concerns every metric.</param>
public sealed record NoteInput(string? Title, string? Text, string? From, bool Everywhere)
{
    internal static NoteInput Of(IFormCollection form) =>
        new(form["title"], form["text"], form["from"], form["everywhere"] == "true");

    internal AnnotationDraft Draft(string metric) =>
        new(
            Title,
            string.IsNullOrEmpty(Text) ? null : Text,
            DateOnly.TryParseExact(From, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
                ? day
                : null,
            To: null,
            Link: null,
            Everywhere ? null : metric
        );
}
