using System.Text.Json;
using System.Text.RegularExpressions;
using Nexus.Application.Integrations;
using Nexus.Infrastructure.Integrations.Shared;
using Nexus.Infrastructure.Integrations.Shared.Notes;
using Nexus.Infrastructure.Integrations.Shared.Objectives;

namespace Nexus.Infrastructure.Integrations.Notion;

/// <summary>What a connection's settings say.</summary>
/// <param name="Objectives">Id of the data source, database or page that the address names; null for none.</param>
/// <param name="Notes">As <paramref name="Objectives"/>.</param>
/// <param name="Properties">What people call a property, or its id, by the setting of its <see cref="NotionRole"/>.</param>
/// <param name="Terms">What they say of objectives.</param>
internal sealed partial record NotionSettings(
    string? Objectives,
    string? Notes,
    IReadOnlyDictionary<string, string?> Properties,
    ObjectiveTerms Terms
)
{
    /// <exception cref="IntegrationException"><see cref="IntegrationFault.Misconfigured"/>: they name nothing that can be read.</exception>
    public static NotionSettings Of(JsonElement settings)
    {
        var read = new NotionSettings(
            Source(settings, "objectives"),
            Source(settings, "notes"),
            NotionRole
                .Of(Objective.Stream)
                .Concat(NotionRole.Of(Note.Stream))
                .ToDictionary(role => role.Setting, role => settings.Text(role.Setting)),
            ObjectiveSettings.Terms(settings)
        );
        if (read is { Objectives: null, Notes: null })
            throw ConnectionSettings.Wrong("Say which database to read: objectives, notes, or both.");
        if (read is { Objectives: not null, Terms: { HasProgress: false, HasStatus: false } })
            throw ConnectionSettings.Wrong(
                "Say which property tells how far an objective is: progress, or status, or both."
            );
        if (read.Terms is { HasTarget: true, HasProgress: false })
            throw ConnectionSettings.Wrong("A target needs the property that is measured against it: progress.");
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
            : throw ConnectionSettings.Wrong(
                $"'{name}' is no address of a database in Notion: an address ends in 32 digits and letters."
            );
    }

    [GeneratedRegex("[0-9a-fA-F]{32}(?![0-9a-fA-F])", RegexOptions.None, 1000)]
    private static partial Regex Id();
}
