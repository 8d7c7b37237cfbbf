using Nexus.Application.Integrations;
using Nexus.Domain.Kpis;

namespace Nexus.Infrastructure.Integrations.Shared.Notes;

/// <summary>What is kept of a note.</summary>
/// <param name="First">The first day that it is about; null where it says none.</param>
/// <param name="Last">The last day, where there is a first.</param>
/// <param name="Edited">When it was changed last, as its source writes times.</param>
internal sealed record Note(
    string Title,
    string? Text,
    DateOnly? First,
    DateOnly? Last,
    string? Link,
    string? Author,
    string Edited
)
{
    public const string Stream = "notes";

    /// <summary>Letters of a text that an annotation can show.</summary>
    public const int LongestText = 20_000;

    /// <summary>The rest of a longer one is cut off.</summary>
    public string? Text { get; init; } = Text is { Length: > LongestText } ? Text[..LongestText] : Text;

    public DateTimeOffset EditedAt => InstantText.Read(Edited) ?? DateTimeOffset.MinValue;

    public static Note? Read(SourceRecord record) => record.Deleted ? null : StoredJson.Read<Note>(record);

    /// <param name="values">By the settings of <see cref="NoteSettings.Roles"/>.</param>
    /// <param name="text">Its text where none of its properties holds it; null where there is none.</param>
    /// <param name="link">Its address where none of its properties holds one.</param>
    /// <exception cref="RawDataException">A property holds something else than its role takes.</exception>
    public static Note From(IPropertyValues values, string? text, string? link, string? author, string edited)
    {
        var days = values.Days("noteDate");
        return new(
            values.Title,
            values.Text("noteText") ?? text,
            days?.First,
            days?.Last,
            values.Text("noteLink") ?? link,
            author,
            edited
        );
    }

    /// <summary>What people read of a record; null where it is no note, or none any more.</summary>
    /// <remarks>A note that says no day is about the one on which it was written.</remarks>
    public static SourceNote? Of(SourceRecord record, ZonedCalendar calendar) =>
        record.Stream == Stream ? Read(record)?.Annotation(record, calendar) : null;

    private SourceNote Annotation(SourceRecord record, ZonedCalendar calendar)
    {
        var written = calendar.DateOf(record.OccurredAt ?? EditedAt);
        var first = First ?? written;
        return new(Title, Text, new DateRange(first, Last ?? first), Link, Author);
    }
}
