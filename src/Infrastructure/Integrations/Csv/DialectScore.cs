using CsvHelper;

namespace Nexus.Infrastructure.Integrations.Csv;

/// <summary>How much like a table a sample is under one dialect.</summary>
/// <param name="Width">Cells in most rows, at least 2.</param>
/// <param name="Value">0 to 1.</param>
internal readonly record struct DialectScore(int Width, double Value)
{
    /// <summary>A cell in which another delimiter stands is likely to be two.</summary>
    private const double Suspicious = 0.3;

    private const double PlainText = 0.9;

    /// <summary>Null where no two rows have more than one cell.</summary>
    public static DialectScore? Of(byte[] sample, CsvDialect dialect, int maxRows)
    {
        if (dialect.Conflicts(sample))
            return null;
        var malformed = 0;
        var widths = new Dictionary<int, int>();
        var likeness = 0.0;
        var cells = 0;
        var rows = 0;
        using var reader = dialect.Open(
            sample,
            dialect.Options() with
            {
                OnMalformedRecord = record => malformed += record.Reason == CsvMalformedReason.StrayQuote ? 0 : 1,
            }
        );
        try
        {
            while (rows < maxRows && reader.Read())
            {
                rows++;
                widths[reader.FieldCount] = widths.GetValueOrDefault(reader.FieldCount) + 1;
                for (var i = 0; i < reader.FieldCount && i < 100; i++, cells++)
                    likeness += Likeness(Utf8Text.Trim(reader.GetSpan(i)), reader.GetRawSpan(i), dialect);
            }
        }
        catch (CsvFormatException)
        {
            return null;
        }
        if (rows == 0 || !widths.Keys.Any(width => width > 1))
            return null;
        var (common, count) = widths.Where(pair => pair.Key > 1).MaxBy(pair => (pair.Value, pair.Key));
        var consistency = Math.Max(0, count - malformed) / (double)rows;
        return new(common, consistency * consistency * (common - 1) / common * (likeness / cells));
    }

    private static double Likeness(ReadOnlySpan<byte> cell, ReadOnlySpan<byte> raw, CsvDialect dialect)
    {
        switch (CellKinds.Of(cell))
        {
            case CellKind.Empty or CellKind.Number or CellKind.Date:
                return 1;
            default:
                var isQuoted =
                    dialect.Quote is { } quote && raw.TrimStart((byte)' ') is [var first, ..] && first == quote;
                return !isQuoted && raw.IndexOfAny(",;\t|\""u8) >= 0 ? Suspicious : PlainText;
        }
    }
}
