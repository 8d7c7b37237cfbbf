using System.Text.Json;
using Nexus.Application.Integrations;
using Nexus.Infrastructure.Integrations.Shared;
using Nexus.Infrastructure.Integrations.Shared.Notes;
using Nexus.Infrastructure.Integrations.Shared.Objectives;

namespace Nexus.Infrastructure.Integrations.Notion;

/// <summary>Maps a page to what is kept of it.</summary>
internal static class NotionPage
{
    /// <summary>Members of a page (<see href="https://developers.notion.com/reference/page"/>), and what the adapter adds.</summary>
    private static readonly string[] Known = (
        "object id created_time last_edited_time created_by last_edited_by cover icon parent archived in_trash is_archived "
        + "is_locked properties url public_url mapped"
    ).Split(' ');

    /// <exception cref="RawDataException">It is no page, or a property holds something else than its type says.</exception>
    public static Transformed Record(RawData data)
    {
        var page = data.Payload;
        if (page.Member("properties").ValueKind != JsonValueKind.Object)
            throw new RawDataException("field_missing", "properties", "A page came without its properties.");
        var mapped = page.Member("mapped");
        return new(
            [],
            [
                new SourceRecord(
                    data.Stream,
                    page.Required("id"),
                    // Edits are told to the minute only, so that two states may have one time: the later answer is the newer.
                    data.FetchedAt.ToUnixTimeMilliseconds(),
                    data.Stream == Note.Stream
                        ? StoredJson.Write(NoteOf(page, mapped))
                        : StoredJson.Write(ObjectiveOf(page, mapped)),
                    page.IsGone(),
                    InstantText.Read(page.Required("created_time")),
                    Group: null,
                    ChangedAt: null
                ),
            ]
        )
        {
            UnknownFields = [.. ProviderJson.Names(page).Except(Known)],
        };
    }

    public static Objective ObjectiveOf(JsonElement page, JsonElement mapped) =>
        new(
            PropertyValue.Text(mapped.Member("title")) ?? "Untitled",
            PropertyValue.Text(mapped.Member("status")),
            mapped.Text("group"),
            PropertyValue.Number(mapped.Member("progress"), "progress"),
            PropertyValue.Number(mapped.Member("target"), "target"),
            PropertyValue.Number(mapped.Member("start"), "start"),
            mapped.Flag("percent"),
            PropertyValue.Days(mapped.Member("due"), "due")?.Last,
            PropertyValue.Text(mapped.Member("owner")),
            page.Text("url")
        );

    public static Note NoteOf(JsonElement page, JsonElement mapped)
    {
        var days = PropertyValue.Days(mapped.Member("noteDate"), "date");
        return new(
            PropertyValue.Text(mapped.Member("title")) ?? "Untitled",
            PropertyValue.Text(mapped.Member("noteText")) ?? mapped.Text("body"),
            days?.First,
            days?.Last,
            PropertyValue.Text(mapped.Member("noteLink")) ?? page.Text("url"),
            page.Member("created_by").Text("name"),
            page.Required("last_edited_time")
        );
    }
}
