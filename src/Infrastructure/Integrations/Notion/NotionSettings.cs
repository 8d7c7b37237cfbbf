using System.Text.Json;
using System.Text.RegularExpressions;
using Nexus.Application.Integrations;
using Nexus.Infrastructure.Integrations.Shared;
using Nexus.Infrastructure.Integrations.Shared.Objectives;

namespace Nexus.Infrastructure.Integrations.Notion;

/// <summary>What a connection's settings say. Properties are named by what people call them, or by their ids.</summary>
/// <param name="Objectives">Id of the data source, database or page that the address names; null for none.</param>
/// <param name="Notes">As <paramref name="Objectives"/>.</param>
/// <param name="Progress">Property that holds how far an objective is; null where its status tells.</param>
/// <param name="Target">Property with the value at which it is reached; null where progress is a share.</param>
/// <param name="Start">Property with the value it began at; null for 0.</param>
/// <param name="InPoints">Whether shares are written as 42 instead of 0.42.</param>
/// <param name="Completed">Statuses of what is reached; empty takes Notion's own group Complete.</param>
/// <param name="AtRisk">Statuses of what may be missed; empty where nobody says so.</param>
internal sealed partial record NotionSettings(
    string? Objectives,
    string? Notes,
    string? Progress,
    string? Target,
    string? Start,
    bool InPoints,
    string? Status,
    IReadOnlyList<string> Completed,
    IReadOnlyList<string> AtRisk,
    string? Due,
    string? Owner,
    string? NoteDate,
    string? NoteText,
    string? NoteLink
)
{
    public ObjectiveTerms Terms =>
        new(Progress is not null, Target is not null, InPoints, Status is not null, Completed, AtRisk, Due is not null);

    /// <exception cref="IntegrationException"><see cref="IntegrationFault.Misconfigured"/>: they name nothing that can be read.</exception>
    public static NotionSettings Of(JsonElement settings)
    {
        var read = new NotionSettings(
            Source(settings, "objectives"),
            Source(settings, "notes"),
            settings.Text("progress"),
            settings.Text("target"),
            settings.Text("start"),
            settings.Text("progressAs") == "points",
            settings.Text("status"),
            [.. settings.Items("completed").Select(one => one.GetString()!)],
            [.. settings.Items("atRisk").Select(one => one.GetString()!)],
            settings.Text("due"),
            settings.Text("owner"),
            settings.Text("noteDate"),
            settings.Text("noteText"),
            settings.Text("noteLink")
        );
        if (read is { Objectives: null, Notes: null })
            throw NotionFaults.Misconfigured("Say which database to read: objectives, notes, or both.");
        if (read is { Objectives: not null, Progress: null, Status: null })
            throw NotionFaults.Misconfigured(
                "Say which property tells how far an objective is: progress, or status, or both."
            );
        if (read is { Target: not null, Progress: null })
            throw NotionFaults.Misconfigured("A target needs the property that is measured against it: progress.");
        return read;
    }

    /// <remarks>An address ends in the id, behind the title: <c>notion.so/firm/Goals-0123…cdef?v=…</c>.</remarks>
    private static string? Source(JsonElement settings, string name)
    {
        if (settings.Text(name) is not { } text)
            return null;
        var place = text.Split('?', '#')[0].Replace("-", "", StringComparison.Ordinal);
        return Id().Matches(place) is [.., var last]
            ? Guid.ParseExact(last.Value, "N").ToString()
            : throw NotionFaults.Misconfigured(
                $"'{name}' is no address of a database in Notion: an address ends in 32 digits and letters."
            );
    }

    [GeneratedRegex("[0-9a-fA-F]{32}(?![0-9a-fA-F])", RegexOptions.None, 1000)]
    private static partial Regex Id();
}
