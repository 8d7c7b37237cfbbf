using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Nexus.Application.Integrations;
using Nexus.Infrastructure.Integrations.Shared;
using Nexus.Infrastructure.Integrations.Shared.Tables;

namespace Nexus.Infrastructure.Integrations.GoogleSheets;

/// <summary>Which sheet a connection reads, and what of it.</summary>
/// <param name="Spreadsheet">Id of the file.</param>
/// <param name="SheetId">Id of the tab, which stays when it is renamed; null for the first.</param>
/// <param name="SkipsHidden">Whether hidden rows are left out.</param>
/// <param name="DeletesMissing">Whether what is gone from the sheet goes from Nexus, too.</param>
internal sealed partial record SheetSettings(
    string Spreadsheet,
    int? SheetId,
    bool SkipsHidden,
    bool DeletesMissing,
    TableMapping Table
)
{
    /// <exception cref="IntegrationException"><see cref="IntegrationFault.Misconfigured"/>: a setting is missing or makes no sense.</exception>
    public static SheetSettings Of(JsonElement settings)
    {
        var address = settings.Text("spreadsheet")?.Trim() ?? "";
        var spreadsheet =
            Address().Match(address) is { Success: true } link ? link.Groups["id"].Value
            : Id().IsMatch(address) ? address
            : throw TableMapping.Wrong("The setting spreadsheet is neither the address of a Google sheet nor its id.");
        var tab = Tab().Match(address);
        return new(
            spreadsheet,
            settings.Whole("sheetId")
                ?? (tab.Success ? int.Parse(tab.Groups["gid"].Value, CultureInfo.InvariantCulture) : null),
            settings.Text("hidden") == "skip",
            settings.Text("removed") == "delete",
            TableMapping.Of(settings, GoogleSheetsModule.Key)
        );
    }

    [GeneratedRegex(@"/spreadsheets/d/(?<id>[A-Za-z0-9_-]{20,100})", RegexOptions.None, 1000)]
    private static partial Regex Address();

    [GeneratedRegex("^[A-Za-z0-9_-]{20,100}$", RegexOptions.None, 1000)]
    private static partial Regex Id();

    [GeneratedRegex(@"[#?&]gid=(?<gid>\d{1,9})(?!\d)", RegexOptions.None, 1000)]
    private static partial Regex Tab();
}
