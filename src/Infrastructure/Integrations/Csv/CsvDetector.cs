using System.Security.Cryptography;
using System.Text;
using Nexus.Application.Imports;
using Nexus.Domain.Imports;

namespace Nexus.Infrastructure.Integrations.Csv;

/// <summary>Finds out from one reading of a file how to read it and what its columns hold.</summary>
internal sealed class CsvDetector(CsvFileFacts facts, ImportMapping? given, ImportLimits limits)
{
    private const int SampleRows = 200;
    private const int MaxPreviewCell = 2000;

    /// <summary>Fewer than about a third of the rows have the commonest width.</summary>
    private const double PoorScore = 0.08;

    private readonly List<string> _warnings = [];

    public async Task<CsvDetection> DetectAsync(Stream file, CancellationToken cancellationToken)
    {
        GivenSettings.Check(given);
        var encodingName = given?.Encoding ?? facts.Encoding;
        var encoding =
            TextEncodings.Find(encodingName)
            ?? throw new CsvMappingException([CsvProblems.UnknownEncoding(encodingName)]);
        var input = new Utf8Input(file, encoding);
        var head = await ReadHeadAsync(input, cancellationToken);
        BinaryFiles.Refuse(input.FirstBytes.Span, head.Span);
        if (Utf8Text.Trim(head.Span).Length == 0)
            throw new CsvFileException("empty_file", "The file is empty.");

        var layout = Layout(WholeLines(head.Span));
        await using var text = new ReplayStream(head, input, layout.SkipRows);
        using var rows = new CsvRows(input, text, layout.Dialect, layout.SkipRows);
        return await ReadAsync(rows, layout, encodingName, cancellationToken);
    }

    private static async Task<ReadOnlyMemory<byte>> ReadHeadAsync(Utf8Input input, CancellationToken cancellationToken)
    {
        var head = new MemoryStream();
        var block = new byte[16 * 1024];
        int read;
        while (
            head.Length < ImportDefaults.PreviewBytes && (read = await input.ReadAsync(block, cancellationToken)) > 0
        )
            await head.WriteAsync(block.AsMemory(0, read), cancellationToken);
        return head.GetBuffer().AsMemory(0, (int)head.Length);
    }

    private static ReadOnlySpan<byte> WholeLines(ReadOnlySpan<byte> head)
    {
        if (head.Length < ImportDefaults.PreviewBytes)
            return head;
        var end = head.LastIndexOfAny((byte)'\n', (byte)'\r');
        return end < 0 ? head : head[..(end + 1)];
    }

    private FileLayout Layout(ReadOnlySpan<byte> head)
    {
        var hint = SeparatorHint(head);
        var skip = given?.SkipRows ?? (hint is null ? 0 : 1);
        var text = head[Utf8Text.SkipLines(head, skip)..];
        var fixedByPerson =
            hint is null || given?.Delimiter is not null
                ? given
                : (given ?? new ImportMapping()) with
                {
                    Delimiter = hint,
                };
        var sniffed = DialectSniffer.Sniff(text, fixedByPerson);
        var sample = Sample(text, sniffed.Dialect);
        if (sample.Count == 0)
            throw new CsvFileException("no_rows", "The file holds no rows after the lines that are skipped.");
        var (first, hasHeader) = HeaderSniffer.Find(
            sample,
            sniffed.Width,
            given?.SkipRows is not null,
            given?.HasHeader
        );
        var header = hasHeader ? sample[first] : null;
        var columns = Math.Max(sniffed.Width, sample[first].Cells.Count);
        return new(sniffed.Dialect, skip + sample[first].Line - 1, header, columns, IsUnsure(sniffed, sample));
    }

    /// <summary>Whether the rows hold delimiters, but under none are they much of a table.</summary>
    private bool IsUnsure(SniffedDialect sniffed, List<SampleRow> sample)
    {
        if (given?.Delimiter is not null)
            return false;
        if (sniffed.Width > 1)
            return sniffed.Score < PoorScore;
        var split = sample.Count(row =>
            row.Kinds[0] == CellKind.Text && row.Cells[0].AsSpan().IndexOfAny(",;\t|") >= 0
        );
        return split * 2 >= sample.Count;
    }

    private static string? SeparatorHint(ReadOnlySpan<byte> head)
    {
        var line = Utf8Text.Trim(head[..Utf8Text.SkipLines(head[..Math.Min(head.Length, 64)], 1)].TrimEnd("\r\n"u8));
        if (head.StartsWith("sep=\t"u8))
            return "\t";
        line = line.Trim((byte)'"');
        if (!line.StartsWith("sep="u8) || line.Length is <= 4 or > 20)
            return null;
        var delimiter = Encoding.UTF8.GetString(line[4..]);
        return new CsvDialect(delimiter, '"', null).IsUsable() ? delimiter : null;
    }

    private static List<SampleRow> Sample(ReadOnlySpan<byte> text, CsvDialect dialect)
    {
        var rows = new List<SampleRow>();
        if (dialect.Conflicts(text))
            throw SeparatorGuard.Refusal(null);
        using var reader = dialect.Open(text.ToArray(), dialect.Options());
        while (rows.Count < SampleRows && reader.Read())
        {
            var row = SampleRow.Of(reader);
            if (row.Filled > 0)
                rows.Add(row);
        }
        return rows;
    }

    private async Task<CsvDetection> ReadAsync(
        CsvRows rows,
        FileLayout layout,
        string encodingName,
        CancellationToken cancellationToken
    )
    {
        var evidence = Enumerable.Range(0, layout.Columns).Select(_ => new ColumnEvidence()).ToArray();
        var nulls = new NullTexts([.. (given?.NullValues ?? ImportDefaults.NullValues).OfType<string>()]);
        var preview = new Preview(layout.Columns);
        long count = 0;
        long shorter = 0;
        long longer = 0;
        int? headerRow = null;
        if (layout.Header is not null && await rows.ReadAsync(cancellationToken))
        {
            headerRow = (int)rows.Line;
            rows.KeepHeader();
        }
        while (await rows.ReadAsync(cancellationToken))
        {
            if (++count > limits.Rows)
                throw TooManyRows(rows.Line);
            if ((count & 1023) == 0)
                cancellationToken.ThrowIfCancellationRequested();
            var cells = rows.Count;
            if (cells < evidence.Length)
                shorter++;
            else if (cells > evidence.Length && !CsvCells.AreEmpty(rows, evidence.Length))
                longer++;
            Add(rows, evidence, nulls);
            if (count <= ImportDefaults.PreviewRows)
                preview.Add(rows);
        }
        if (count == 0)
            throw new CsvFileException("no_rows", "The file names its columns but holds no rows.");
        Warn(shorter, longer, layout.Columns);

        var names = HeaderNames.Of(layout.Header?.Cells ?? [], layout.Columns, _warnings);
        var findings = new ColumnFindings(names, evidence, count, layout.Dialect.Delimiter);
        var columns = findings.Columns();
        var questions = layout.IsUnsure ? [Unsure(), .. findings.Questions] : findings.Questions;
        return new(
            encodingName,
            given?.Encoding is null && facts.EncodingGuessed,
            layout.Dialect.Delimiter,
            layout.Dialect.Quote,
            layout.Dialect.Escape,
            layout.SkipRows,
            headerRow,
            columns,
            questions,
            preview.Rows,
            count,
            _warnings,
            LayoutHash(layout, columns)
        );
    }

    private static void Add(CsvRows rows, ColumnEvidence[] evidence, NullTexts nulls)
    {
        var cells = Math.Min(rows.Count, evidence.Length);
        for (var i = 0; i < cells; i++)
        {
            var cell = Utf8Text.Trim(rows.Cell(i));
            if (!nulls.Contains(cell))
                evidence[i].Add(cell);
        }
    }

    private void Warn(long shorter, long longer, int columns)
    {
        if (shorter > 0)
            _warnings.Add($"{shorter} rows have fewer than {columns} cells; the missing ones count as empty.");
        if (longer > 0)
            _warnings.Add($"{longer} rows have more than {columns} cells and will be refused.");
    }

    private static CsvQuestion Unsure() =>
        new(
            "delimiter",
            null,
            "Which sign separates the columns? The rows do not agree on any.",
            [",", ";", "\t", "|"]
        );

    private CsvFileException TooManyRows(long line) =>
        new(
            "too_many_rows",
            $"The file has more than {limits.Rows} rows. Split it and import the parts one after the other.",
            line
        );

    /// <remarks>Without a header only the types can tell layouts apart.</remarks>
    private static string LayoutHash(FileLayout layout, IReadOnlyList<CsvColumn> columns)
    {
        var parts = layout.Header is null
            ? columns.Select(column => column.Type)
            : columns.Select(column => HeaderNames.Key(column.Name));
        var text = (layout.Header is null ? "types\u001f" : "names\u001f") + string.Join('\u001f', parts);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }

    private sealed record FileLayout(CsvDialect Dialect, int SkipRows, SampleRow? Header, int Columns, bool IsUnsure);

    /// <summary>The first rows as text, within a budget of bytes.</summary>
    private sealed class Preview(int columns)
    {
        private readonly List<IReadOnlyList<string?>> _rows = [];
        private int _budget = ImportDefaults.PreviewBytes;

        public IReadOnlyList<IReadOnlyList<string?>> Rows => _rows;

        public void Add(CsvRows rows)
        {
            var cells = new string?[columns];
            for (var i = 0; i < cells.Length && i < rows.Count; i++)
            {
                var cell = rows.Cell(i);
                cells[i] = Utf8Text.Printable(Utf8Text.Cut(cell, MaxPreviewCell));
                _budget -= cell.Length;
            }
            if (_budget >= 0)
                _rows.Add(cells);
        }
    }
}
