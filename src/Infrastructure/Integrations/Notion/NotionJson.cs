using System.Text.Json;
using Nexus.Application.Integrations;
using Nexus.Infrastructure.Integrations.Shared;

namespace Nexus.Infrastructure.Integrations.Notion;

/// <summary>Reads what all objects or lists of Notion's have, and rich text, in which it writes titles and texts.</summary>
internal static class NotionJson
{
    /// <summary>The words, without how they look.</summary>
    public static string Plain(this JsonElement richText) =>
        string.Concat(richText.Items().Select(part => part.Text("plain_text")));

    /// <summary>What a page or table is called.</summary>
    public static string Title(this JsonElement of) =>
        of.Member("title").Plain() is { Length: > 0 } title ? title : "Untitled";

    /// <summary>Whether it was thrown away.</summary>
    public static bool IsGone(this JsonElement of) => of.Flag("in_trash") || of.Flag("archived");

    /// <summary>Where a list goes on; null at its end.</summary>
    /// <exception cref="IntegrationException">It goes on, and does not say where.</exception>
    public static string? Next(this JsonElement list) =>
        !list.Flag("has_more") ? null
        : list.Text("next_cursor") is { } cursor ? cursor
        : throw NotionFaults.Unexpected("that there are more pages, and not where", list);
}
