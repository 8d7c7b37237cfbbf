using System.Runtime.CompilerServices;
using Nexus.Application.Imports;
using Nexus.Application.Storage;
using Nexus.Domain.Imports;

namespace Nexus.Infrastructure.Integrations.Csv;

/// <summary>Streams the rows of a file as points.</summary>
internal sealed class PointReader(ReadPlan plan, ImportLimits limits)
{
    /// <summary>Keeps the list of a batch's points below the size at which arrays are collected late.</summary>
    private const int BatchRows = 2048;

    /// <summary>Bounds of one batch in memory, where rows have many values or many are refused.</summary>
    private const int BatchPoints = 2048;
    private const int BatchErrors = 500;

    private const int MaxRawBytes = 8 * 1024;

    private readonly RowReader _row = new(plan);

    public async IAsyncEnumerable<CsvBatch> ReadAsync(
        Stream file,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var input = new Utf8Input(file, plan.Encoding);
        await using var text = new ReplayStream(default, input, plan.SkipRows);
        using var rows = new CsvRows(input, text, plan.Dialect, plan.SkipRows);
        if (plan.HasHeader && await rows.ReadAsync(cancellationToken))
            rows.KeepHeader();
        long record = 0;
        var more = true;
        while (more)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var points = new List<StagedPoint>(Math.Min(BatchRows * plan.Slots.Count, BatchPoints));
            List<RowError> errors = [];
            var count = 0;
            while (count < BatchRows && points.Count < BatchPoints && errors.Count < BatchErrors)
            {
                more = await rows.ReadAsync(cancellationToken);
                if (!more)
                    break;
                count++;
                if (++record > limits.Rows)
                    throw TooManyRows(rows.Line);
                if (_row.Read(rows, points) is { } failure)
                    errors.Add(Error(rows, record, failure));
            }
            if (count > 0)
                yield return new(new(_row.TakeSeries(), points), errors, count, input.BytesRead);
        }
    }

    private CsvFileException TooManyRows(long line) =>
        new("too_many_rows", $"The file has more than {limits.Rows} rows.", line);

    private RowError Error(CsvRows rows, long record, RowFailure failure)
    {
        var raw = Utf8Text.Cut(rows.Raw, MaxRawBytes);
        var column = failure.Column < 0 ? null : plan.Columns[failure.Column];
        return new(rows.Line, record, column, failure.Code, failure.Message, Utf8Text.Printable(raw));
    }
}
