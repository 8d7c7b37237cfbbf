using Nexus.Application.Storage;
using Nexus.Domain.Kpis;
using Npgsql;
using NpgsqlTypes;
using static Nexus.Infrastructure.Storage.Kpis.Sql;

namespace Nexus.Infrastructure.Storage.Kpis;

/// <summary>One statement that answers every read of the same form; a read's index is its slot.</summary>
internal sealed class SeriesStatement : ISeriesStatement
{
    private readonly SeriesForm _form;
    private readonly KpiRead _read;
    private readonly List<(int Slot, SeriesLevel Level)> _levels = [];

    /// <param name="form">What the reads have in common.</param>
    /// <param name="read">One of them, for its grouping and filters.</param>
    public SeriesStatement(SeriesForm form, KpiRead read) => (_form, _read) = (form, read);

    public void Add(int slot, SeriesLevel level) => _levels.Add((slot, level));

    public NpgsqlBatchCommand Command(int workspace)
    {
        var buckets = _form.Buckets.Items;
        var command = new NpgsqlBatchCommand(SeriesSql.For(_form.Text));
        var values = command.Parameters;
        values.Add(P(workspace));
        values.Add(P(_levels.ConvertAll(entry => entry.Slot).ToArray()));
        values.Add(P(_levels.ConvertAll(entry => entry.Level.Metric).ToArray()));
        values.Add(P(_levels.ConvertAll(entry => entry.Level.Source.ConnectionId).ToArray()));
        values.Add(P(_levels.ConvertAll(entry => (short)entry.Level.Granularity).ToArray()));
        values.Add(P(_levels.ConvertAll(entry => entry.Level.DimensionNames).ToArray()));
        values.Add(P(_levels.ConvertAll(entry => entry.Level.Currency).ToArray()));
        if (_form.Text.Shape is SeriesShape.RollupDay or SeriesShape.RollupMonth)
        {
            values.Add(P(buckets.Select(bucket => bucket.FirstDate).ToArray()));
            values.Add(P(buckets[0].FirstDate));
            values.Add(P(buckets[^1].EndDate));
            return command;
        }

        values.Add(Instants(buckets.Select(Start)));
        values.Add(P(Start(buckets[0])));
        values.Add(P(End(buckets[^1])));
        values.Add(Instants(_form.Text.Shape == SeriesShape.Latest ? buckets.Select(End) : []));
        if (_read.Grouping is { } grouping)
        {
            values.Add(P(grouping.Dimension));
            if (grouping.Values is { } shown)
                values.Add(P(shown.ToArray()));
            if (grouping.Top is { } top)
                values.Add(P(top));
        }
        foreach (var filter in _read.Filters)
        {
            values.Add(P(filter.Name));
            values.Add(P(filter.Values.ToArray()));
        }
        return command;
    }

    public void Read(NpgsqlDataReader row, IReadOnlyList<List<KpiCell>> cells)
    {
        var (slot, cell) = _form.Text.Shape == SeriesShape.TopSum ? ReadTop(row) : ReadCell(row);
        cells[slot].Add(cell);
    }

    private (int Slot, KpiCell Cell) ReadTop(NpgsqlDataReader row)
    {
        var slot = row.GetInt32(0);
        return (
            slot,
            new KpiCell(
                Currency(slot),
                row.GetString(1),
                row.GetInt32(2) - 1,
                row.GetDecimal(3),
                row.GetInt64(4),
                Provisional: false,
                row.GetBoolean(5)
            )
        );
    }

    private string Currency(int slot)
    {
        foreach (var entry in _levels)
        {
            if (entry.Slot == slot)
                return entry.Level.Currency;
        }
        throw new InvalidOperationException("The statement answers what it was not asked.");
    }

    private static (int Slot, KpiCell Cell) ReadCell(NpgsqlDataReader row) =>
        (
            row.GetInt32(0),
            new KpiCell(
                row.GetString(1),
                row.IsDBNull(2) ? null : row.GetString(2),
                row.GetInt32(3) - 1,
                row.GetDecimal(4),
                row.GetInt64(5),
                row.GetBoolean(6),
                row.GetBoolean(7)
            )
        );

    private DateTime Start(TimeBucket bucket) => StoredTime.Start(bucket, _form.Hourly);

    private DateTime End(TimeBucket bucket) => StoredTime.End(bucket, _form.Hourly);

    private static NpgsqlParameter<DateTime[]> Instants(IEnumerable<DateTime> instants) =>
        new NpgsqlParameter<DateTime[]>
        {
            TypedValue = [.. instants],
            NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.TimestampTz,
        };
}
