using System.Runtime.CompilerServices;
using Nexus.Application.Integrations;
using Nexus.Infrastructure.Integrations.Shared;

namespace Nexus.Infrastructure.Integrations.GoogleSheets;

/// <summary>Reads one sheet of a spreadsheet, all of it each time: nothing in the API tells what has changed.</summary>
internal sealed class GoogleSheetsAdapter(IProviderHttp http, ConnectionContext connection, TimeProvider clock)
    : IIntegrationAdapter
{
    private readonly SheetMapping _mapping = SheetMapping.Of(connection.Settings);
    private readonly SheetsClient _client = new(http, connection, clock);
    private Spreadsheet? _file;

    public async Task<ProviderAccount> ConnectAsync(CancellationToken cancellationToken)
    {
        _file = await _client.ReadShapeAsync(_mapping.Spreadsheet, _mapping.SkipsHidden, cancellationToken);
        var tab = _file.Tab(_mapping.SheetId);
        return new($"{_file.Id}:{tab.Id}", $"{_file.Title} / {tab.Title}", _file.TimeZone, null, _file.At);
    }

    public async IAsyncEnumerable<SourcePage> SyncAsync(
        StreamRequest request,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        if (_file is null)
            await ConnectAsync(cancellationToken);
        var tab = _file!.Tab(_mapping.SheetId);
        var (rows, askedAt) = await _client.ReadCellsAsync(_file.Id, tab.Title, cancellationToken);
        var grid = new SheetGrid(rows, tab, _mapping.HeaderRow);
        var (records, notice) = new SheetCells(_mapping).Find(grid, _file, askedAt);
        yield return new(records, Checkpoint.At(new { At = askedAt }))
        {
            Notice = notice,
            // An empty sheet takes nothing away: somebody may be rebuilding it.
            Restates = _mapping.DeletesMissing && records.Count > 0 && notice is null ? Everything() : null,
        };
    }

    public Transformed Transform(RawData data) => new SheetCells(_mapping).Points(data);

    /// <summary>Nothing of the connection's own is held at Google; the grant is given up by whoever keeps it.</summary>
    public Task DisconnectAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <remarks>Values of now have a past that is in no sheet.</remarks>
    private RestatedPoints? Everything() =>
        _mapping.Date is { } date
            ? new(
                [.. _mapping.Values.Select(value => value.Metric.Key)],
                date.Grain,
                [.. _mapping.Dimensions.Select(one => one.Name)],
                new(new DateOnly(1900, 1, 1), new DateOnly(2300, 1, 1))
            )
            : null;
}
