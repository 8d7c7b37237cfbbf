using System.Globalization;
using System.Text.Json;
using Nexus.Application.Integrations;
using Nexus.Domain.Kpis;
using Nexus.Infrastructure.Integrations.Shared;

namespace Nexus.Infrastructure.Integrations.Notion;

/// <summary>What is kept of a page that is a note.</summary>
/// <param name="First">The first day that it is about, <c>yyyy-MM-dd</c>; null where it says none.</param>
/// <param name="Last">The last day, where there is a first.</param>
/// <param name="Edited">When it was changed last, to the minute, as Notion writes times.</param>
internal sealed record Note(
    string Title,
    string? Text,
    string? First,
    string? Last,
    string? Link,
    string? Author,
    string Edited
)
{
    public const string Stream = "notes";

    /// <summary>What an annotation can show, and not more.</summary>
    private const int LongestText = 20_000;

    /// <exception cref="RawDataException">It does not say when it was changed, or a property holds something else than its type says.</exception>
    public static Note Of(JsonElement page, JsonElement mapped)
    {
        var days = PropertyValue.Days(mapped.Member("date"), "date");
        var text = PropertyValue.Text(mapped.Member("text")) ?? mapped.Text("body");
        return new(
            PropertyValue.Text(mapped.Member("title")) ?? "Untitled",
            text is { Length: > LongestText } ? text[..LongestText] : text,
            Written(days?.First),
            Written(days?.Last),
            PropertyValue.Text(mapped.Member("link")) ?? page.Text("url"),
            page.Member("created_by").Text("name"),
            page.Text("last_edited_time")
                ?? throw new RawDataException(
                    "field_missing",
                    "last_edited_time",
                    "The page does not say when it was changed."
                )
        );
    }

    public static Note? Read(SourceRecord record) => record.Deleted ? null : StoredJson.Read<Note>(record);

    /// <summary>A note that says no day is about the one on which it was written.</summary>
    public SourceNote Annotation(SourceRecord record, ZonedCalendar calendar)
    {
        var days = First is null
            ? new DateRange(
                calendar.DateOf(record.OccurredAt ?? PageReader.Time(Edited)),
                calendar.DateOf(record.OccurredAt ?? PageReader.Time(Edited))
            )
            : new DateRange(Day(First), Day(Last ?? First));
        return new(Title, Text, days, Link, Author);
    }

    private static string? Written(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);
}
