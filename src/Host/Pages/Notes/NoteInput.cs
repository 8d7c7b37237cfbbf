using System.Globalization;
using Nexus.Application.Features.Annotations;

namespace Nexus.Host.Pages.Notes;

/// <summary>What the form of a note holds, as texts.</summary>
/// <param name="From">First day, <c>yyyy-MM-dd</c>.</param>
/// <param name="To">Last day, included; nothing for a single one.</param>
/// <param name="Metric">Key of the metric that it is about; nothing for all.</param>
public sealed record NoteInput(
    string? Title = null,
    string? From = null,
    string? To = null,
    string? Text = null,
    string? Link = null,
    string? Metric = null
)
{
    public AnnotationDraft Draft => new(Title, Text, Day(From), Day(To), Link, Metric);

    public static NoteInput Of(IFormCollection form) =>
        new(
            form["title"],
            Given(form["from"]),
            Given(form["to"]),
            Given(form["text"]),
            Given(form["link"]),
            Given(form["metric"])
        );

    public static NoteInput Of(AnnotationView note) =>
        new(
            note.Title,
            TextOf(note.From),
            note.To == note.From ? null : TextOf(note.To),
            note.Text,
            note.Link,
            note.Metric
        );

    /// <summary>A day as forms write it; null for anything else.</summary>
    public static DateOnly? Day(string? text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day
            : null;

    private static string TextOf(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
