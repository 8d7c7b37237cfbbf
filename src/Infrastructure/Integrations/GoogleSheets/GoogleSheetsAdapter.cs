using System.Runtime.CompilerServices;
using Nexus.Application.Integrations;
using Nexus.Infrastructure.Integrations.Shared;
using Nexus.Infrastructure.Integrations.Shared.Tables;

namespace Nexus.Infrastructure.Integrations.GoogleSheets;

/// <summary>Reads one sheet of a spreadsheet, all of it each time: nothing in the API tells what has changed.</summary>
internal sealed class GoogleSheetsAdapter(IProviderHttp http, ConnectionContext connection, TimeProvider clock)
    : IIntegrationAdapter
{
    private readonly SheetSettings _settings = SheetSettings.Of(connection.Settings);
    private readonly SheetsClient _client = new(http, connection, clock);
    private Spreadsheet? _file;

    public async Task<ProviderAccount> ConnectAsync(CancellationToken cancellationToken)
    {
        _file = await _client.ReadShapeAsync(_settings.Spreadsheet, _settings.SkipsHidden, cancellationToken);
        var tab = _file.Tab(_settings.SheetId);
        return new($"{_file.Id}:{tab.Id}", $"{_file.Title} / {tab.Shape.Title}", _file.Home.TimeZone, null, _file.At);
    }

    public async IAsyncEnumerable<SourcePage> SyncAsync(
        StreamRequest request,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        if (_file is null)
            await ConnectAsync(cancellationToken);
        var tab = _file!.Tab(_settings.SheetId);
        var (rows, askedAt) = await _client.ReadCellsAsync(_file.Id, tab.Shape.Title, cancellationToken);
        var grid = new TableGrid(rows, tab.Shape, _settings.Table.HeaderRow);
        var (records, notice) = new TableCells(_settings.Table).Find(grid, _file.Home, askedAt);
        yield return new(records, Checkpoint.At(new { At = askedAt }))
        {
            Notice = notice,
            // An empty sheet takes nothing away: somebody may be rebuilding it.
            Restates =
                _settings.DeletesMissing && records.Count > 0 && notice is null ? _settings.Table.Everything : null,
        };
    }

    public Transformed Transform(RawData data) => new TableCells(_settings.Table).Points(data);

    /// <summary>Nothing of the connection's own is held at Google; the grant is given up by whoever keeps it.</summary>
    public Task DisconnectAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
