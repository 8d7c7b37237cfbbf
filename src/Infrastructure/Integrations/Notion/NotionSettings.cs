using System.Text.Json;
using System.Text.RegularExpressions;
using Nexus.Application.Integrations;
using Nexus.Infrastructure.Integrations.Shared;
using Nexus.Infrastructure.Integrations.Shared.Notes;
using Nexus.Infrastructure.Integrations.Shared.Objectives;

namespace Nexus.Infrastructure.Integrations.Notion;

/// <summary>Which tables a connection reads.</summary>
/// <param name="Given">The settings themselves; which property is what stands there by <see cref="PropertyRole.Setting"/>.</param>
internal sealed partial record NotionSettings(JsonElement Given)
{
    /// <exception cref="IntegrationException"><see cref="IntegrationFault.Misconfigured"/>: they name nothing that can be read.</exception>
    public static NotionSettings Of(JsonElement settings)
    {
        var read = new NotionSettings(settings);
        var objectives = read.SourceOf(Objective.Stream);
        if (objectives is null && read.SourceOf(Note.Stream) is null)
            throw ConnectionSettings.Wrong("Say which database to read: objectives, notes, or both.");
        if (objectives is not null)
            ObjectiveSettings.Terms(settings).Check();
        return read;
    }

    /// <summary>
    /// Id of the data source, database or page whose address the setting of the stream's name holds; null for a stream that is
    /// not read.
    /// </summary>
    /// <remarks>An address ends in the id, behind the title: <c>notion.so/firm/Goals-0123…cdef?v=…</c>.</remarks>
    /// <exception cref="IntegrationException"><see cref="IntegrationFault.Misconfigured"/>: there is none in it.</exception>
    public string? SourceOf(string stream)
    {
        if (Given.Text(stream) is not { } text)
            return null;
        var place = text.Split('?', '#')[0].Replace("-", "", StringComparison.Ordinal);
        return Id().Matches(place) is [.., var last]
            ? Guid.ParseExact(last.Value, "N").ToString()
            : throw ConnectionSettings.Wrong(
                $"'{stream}' is no address of a database in Notion: an address ends in 32 digits and letters."
            );
    }

    [GeneratedRegex("[0-9a-fA-F]{32}(?![0-9a-fA-F])", RegexOptions.None, 1000)]
    private static partial Regex Id();
}
