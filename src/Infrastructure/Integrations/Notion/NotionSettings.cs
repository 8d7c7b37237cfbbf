using System.Text.Json;
using System.Text.RegularExpressions;
using Nexus.Application.Integrations;
using Nexus.Infrastructure.Integrations.Shared;
using Nexus.Infrastructure.Integrations.Shared.Notes;
using Nexus.Infrastructure.Integrations.Shared.Objectives;

namespace Nexus.Infrastructure.Integrations.Notion;

/// <summary>Which tables a connection reads.</summary>
/// <param name="Objectives">Id of the data source, database or page that the address names; null for none.</param>
/// <param name="Notes">As <paramref name="Objectives"/>.</param>
/// <param name="Given">The settings themselves; which property is what stands there by <see cref="NotionRole.Setting"/>.</param>
internal sealed partial record NotionSettings(string? Objectives, string? Notes, JsonElement Given)
{
    /// <exception cref="IntegrationException"><see cref="IntegrationFault.Misconfigured"/>: they name nothing that can be read.</exception>
    public static NotionSettings Of(JsonElement settings)
    {
        var read = new NotionSettings(Source(settings, Objective.Stream), Source(settings, Note.Stream), settings);
        if (read is { Objectives: null, Notes: null })
            throw ConnectionSettings.Wrong("Say which database to read: objectives, notes, or both.");
        if (read.Objectives is not null)
            ObjectiveSettings.Terms(settings).Check();
        return read;
    }

    /// <summary>The table of a stream, which has the name of the setting; null where it is not read.</summary>
    public string? SourceOf(string stream) => stream == Note.Stream ? Notes : Objectives;

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
