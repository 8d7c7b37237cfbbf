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
        return new(
            [],
            [
                new SourceRecord(
                    data.Stream,
                    page.Required("id"),
                    // Edits are told to the minute only, so that two states may have one time: the later answer is the newer.
                    data.FetchedAt.ToUnixTimeMilliseconds(),
                    data.Stream == Note.Stream ? StoredJson.Write(NoteOf(page)) : StoredJson.Write(ObjectiveOf(page)),
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

    /// <param name="page">As <see cref="MappedTable.CompleteAsync"/> makes it.</param>
    public static Objective ObjectiveOf(JsonElement page)
    {
        var mapped = page.Member("mapped");
        var values = new PropertyValues(mapped);
        return Objective.From(values, mapped.Text("group"), mapped.Flag("percent"), page.Text("url"));
    }

    /// <inheritdoc cref="ObjectiveOf" />
    public static Note NoteOf(JsonElement page)
    {
        var mapped = page.Member("mapped");
        var values = new PropertyValues(mapped);
        var author = page.Member("created_by").Text("name");
        return Note.From(values, mapped.Text("body"), page.Text("url"), author, page.Required("last_edited_time"));
    }
}
