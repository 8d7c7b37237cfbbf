using System.Text.Json;
using Nexus.Application.Integrations;
using Nexus.Infrastructure.Integrations.Shared;
using Nexus.Infrastructure.Integrations.Shared.Google;
using Nexus.Infrastructure.Integrations.Shared.Tables;

namespace Nexus.Infrastructure.Integrations.GoogleSheets;

/// <summary>Speaks the Sheets API: two calls a sync, one for the shape of the file and one for the cells.</summary>
/// <remarks><see href="https://developers.google.com/workspace/sheets/api/limits"/></remarks>
internal sealed class SheetsClient
{
    public const string Scope = "https://www.googleapis.com/auth/spreadsheets.readonly";

    private const string Shape =
        "spreadsheetId,properties(title,locale,timeZone),"
        + "sheets(properties(sheetId,title,index,sheetType,gridProperties(rowCount,columnCount)),merges";

    private const string What = "spreadsheet";

    private readonly GoogleClient _client;

    /// <exception cref="IntegrationException">There is no right to call.</exception>
    public SheetsClient(IProviderHttp http, ConnectionContext connection, TimeProvider clock)
    {
        var access = new GoogleAccess(http, connection, "Google Sheets", GoogleSheetsModule.Key, Scope, clock);
        // 60 a minute for each account; a sixth of it stays with its owner.
        var limit = new RateLimit(PerSecond: 50 / 60d, Burst: 10, Concurrency: 2);
        var calls = access.Calls("https://sheets.googleapis.com/", quotaScope: null, limit) with
        {
            // 300 a minute for the project, whosever consent it is; a service account's project is its owner's.
            SharedLimits = access.IsServiceAccount ? [] : [new("project", PerSecond: 4, Burst: 50)],
            AttemptTimeout = TimeSpan.FromSeconds(100),
        };
        _client = new GoogleClient("Google Sheets API", http.Open(calls), access, clock)
        {
            Invalid =
                "Google cannot read this file as a spreadsheet: an uploaded Excel file has to be saved as a Google sheet first.",
        };
    }

    /// <param name="withHidden">Whether to ask which rows are hidden.</param>
    public async Task<Spreadsheet> ReadShapeAsync(string id, bool withHidden, CancellationToken cancellationToken)
    {
        var fields = Shape + (withHidden ? ",data(rowMetadata(hiddenByUser,hiddenByFilter)))" : ")");
        var answer = await _client.GetAsync(
            $"v4/spreadsheets/{id}?fields={Uri.EscapeDataString(fields)}",
            What,
            cancellationToken
        );
        return Spreadsheet.Read(answer.Body, id, answer.At);
    }

    /// <summary>The cells of a tab from A1 on: numbers as numbers, dates as days since 1899-12-30; empty cells at the end are left out.</summary>
    public async Task<(IReadOnlyList<IReadOnlyList<JsonElement>> Rows, DateTimeOffset AskedAt)> ReadCellsAsync(
        string id,
        string title,
        CancellationToken cancellationToken
    )
    {
        // Quoted, or a tab called A1 would be taken for a cell.
        var range = $"'{title.Replace("'", "''", StringComparison.Ordinal)}'";
        var answer = await _client.GetAsync(
            $"v4/spreadsheets/{id}/values/{Uri.EscapeDataString(range)}"
                + "?majorDimension=ROWS&valueRenderOption=UNFORMATTED_VALUE&dateTimeRenderOption=SERIAL_NUMBER",
            What,
            cancellationToken
        );
        // Only an answer about a range can be empty; anything else is none.
        if (answer.Body.Text("range") is null)
            throw new IntegrationException(
                IntegrationFault.UnexpectedResponse,
                "Google answered the call for cells with something other than cells."
            );
        return ([.. answer.Body.Items("values").Select(row => row.Items().ToList())], answer.AskedAt);
    }
}

/// <summary>A file of sheets.</summary>
internal sealed record Spreadsheet(
    string Id,
    string Title,
    TableHome Home,
    IReadOnlyList<SheetTab> Tabs,
    DateTimeOffset? At
)
{
    public static Spreadsheet Read(JsonElement body, string id, DateTimeOffset? at)
    {
        var properties = body.Member("properties");
        if (body.Text("spreadsheetId") != id || properties.Text("title") is not { } title)
            throw new IntegrationException(
                IntegrationFault.UnexpectedResponse,
                "Google answered the call for the spreadsheet with something other than that."
            );
        return new(
            id,
            title,
            new(properties.Text("locale") ?? "en_US", properties.Text("timeZone") ?? "Etc/UTC"),
            [.. body.Items("sheets").Select(SheetTab.Read).OfType<SheetTab>()],
            at
        );
    }

    /// <summary>The tab that is mapped, wherever it stands and however it is called by now.</summary>
    /// <exception cref="IntegrationException"><see cref="IntegrationFault.Misconfigured"/>: it is gone.</exception>
    public SheetTab Tab(int? id) =>
        Tabs.FirstOrDefault(tab => id is null || tab.Id == id)
        ?? throw TableMapping.Wrong(
            id is null
                ? "The spreadsheet has no sheet of cells."
                : "The sheet that was mapped is no longer in the spreadsheet. Choose another one."
        );
}

/// <summary>A sheet of cells.</summary>
internal sealed record SheetTab(int Id, TableShape Shape)
{
    /// <returns>Null for a sheet without cells of its own, such as a chart or a table of another system.</returns>
    public static SheetTab? Read(JsonElement sheet)
    {
        var properties = sheet.Member("properties");
        if (properties.Text("sheetType") is not ("GRID" or null) || properties.Text("title") is not { } title)
            return null;
        var hidden = sheet
            .Items("data")
            .SelectMany(data => data.Items("rowMetadata"))
            .Index()
            .Where(row => row.Item.Flag("hiddenByUser") || row.Item.Flag("hiddenByFilter"))
            .Select(row => row.Index);
        return new(
            Number(properties, "sheetId"),
            new(title, [.. sheet.Items("merges").Select(Merge)], hidden.ToHashSet())
        );
    }

    private static TableMerge Merge(JsonElement merge) =>
        new(
            Number(merge, "startRowIndex"),
            Number(merge, "endRowIndex"),
            Number(merge, "startColumnIndex"),
            Number(merge, "endColumnIndex")
        );

    /// <summary>Google leaves out zeros.</summary>
    private static int Number(JsonElement from, string name) => from.Whole(name) ?? 0;
}
