using System.Runtime.CompilerServices;
using Nexus.Application.Imports;
using Nexus.Application.Storage;
using Nexus.Domain.Kpis;

namespace Nexus.Infrastructure.Integrations.Csv;

/// <summary>Finds the rows of a file that certain points came from, by reading it as the import did.</summary>
internal sealed class SourceRowFinder
{
    private readonly ReadPlan _plan;
    private readonly RowReader _row;
    private readonly Dictionary<SeriesKey, List<(DateTime At, int Point)>> _wanted = [];

    /// <summary>By series number; null where no point of it is wanted.</summary>
    private readonly List<List<(DateTime At, int Point)>?> _wantedOfSeries = [];

    public SourceRowFinder(ReadPlan plan, IReadOnlyList<PointAddress> points)
    {
        _plan = plan;
        _row = new(plan);
        for (var i = 0; i < points.Count; i++)
        {
            if (!_wanted.TryGetValue(points[i].Series, out var times))
                _wanted[points[i].Series] = times = [];
            times.Add((points[i].At, i));
        }
    }

    public async IAsyncEnumerable<SourceRow> FindAsync(
        Stream file,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var input = new Utf8Input(file, _plan.Encoding);
        await using var text = new ReplayStream(default, input, _plan.SkipRows);
        using var rows = new CsvRows(input, text, _plan.Dialect, _plan.SkipRows);
        if (_plan.HasHeader && await rows.ReadAsync(cancellationToken))
            rows.KeepHeader();
        var points = new List<StagedPoint>();
        while (await rows.ReadAsync(cancellationToken))
        {
            points.Clear();
            _row.Read(rows, points);
            foreach (var key in _row.TakeSeries())
                _wantedOfSeries.Add(_wanted.GetValueOrDefault(key));
            foreach (var point in points)
            {
                if (_wantedOfSeries[point.Series] is not { } times)
                    continue;
                foreach (var (at, index) in times)
                {
                    if (at == point.At)
                        yield return new(index, rows.Line, Cells(rows));
                }
            }
        }
    }

    private List<KeyValuePair<string, string?>> Cells(CsvRows rows)
    {
        var cells = new List<KeyValuePair<string, string?>>(_plan.Columns.Count);
        for (var i = 0; i < _plan.Columns.Count; i++)
        {
            cells.Add(new(_plan.Columns[i], i < rows.Count ? Utf8Text.Printable(rows.Cell(i)) : null));
        }
        return cells;
    }
}
