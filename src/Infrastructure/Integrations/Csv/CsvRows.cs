using CsvHelper;
using Nexus.Application.Imports;
using Nexus.Domain.Imports;

namespace Nexus.Infrastructure.Integrations.Csv;

/// <summary>The records of a text one after the other, held to the limits of an import.</summary>
/// <remarks>Blank records are passed over, and a header that stands again further down.</remarks>
internal sealed class CsvRows : IDisposable
{
    private readonly CsvReader _reader;
    private readonly Utf8Input _input;
    private readonly long _linesBefore;
    private readonly byte? _quote;
    private CsvMalformedRecord? _malformed;
    private long _lastLine;
    private byte[]? _header;

    /// <param name="input">Where <paramref name="text"/> comes from in the end.</param>
    /// <param name="text">UTF-8 from line <paramref name="linesBefore"/> + 1 on.</param>
    public CsvRows(Utf8Input input, Stream text, CsvDialect dialect, long linesBefore)
    {
        _input = input;
        _linesBefore = linesBefore;
        _lastLine = linesBefore + 1;
        _quote = (byte?)dialect.Quote;
        var options = dialect.Options() with
        {
            MaxRecordSize = ImportDefaults.MaxRecordBytes,
            OnMalformedRecord = record => _malformed ??= record,
        };
        _reader = CsvReader.Create(dialect.Over(text, linesBefore), options, leaveOpen: true);
    }

    public int Count => _reader.FieldCount;

    /// <summary>1-based physical line on which the record starts.</summary>
    public long Line => _reader.LineNumber + _linesBefore;

    public ReadOnlySpan<byte> Raw => _reader.RawRecord;

    /// <summary>Whether text follows a closing quote some lines down: a quote is missing, and rows may have run together.</summary>
    public bool IsTorn { get; private set; }

    /// <summary>Takes the record for the header; where it stands again further down, it is passed over.</summary>
    public void KeepHeader() => _header = _reader.RawRecord.ToArray();

    /// <summary>The cell, or nothing where the record is shorter.</summary>
    public ReadOnlySpan<byte> Cell(int index) => _reader.GetSpan(index);

    /// <exception cref="CsvFileException">A record is over a limit, or a quote is never closed.</exception>
    public async ValueTask<bool> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (await _reader.ReadAsync(cancellationToken))
            {
                Check();
                if (!IsBlank() && !(_header is not null && Raw.SequenceEqual(_header)))
                    return true;
            }
            return false;
        }
        catch (CsvFormatException broken)
        {
            throw Unreadable(broken);
        }
    }

    public void Dispose() => _reader.Dispose();

    private CsvFileException Unreadable(CsvFormatException broken)
    {
        var line = broken.LineNumber > 0 ? broken.LineNumber + _linesBefore : _lastLine;
        if (_quote is not null && _input.LineBreaks > line)
            return UnclosedQuote(line);
        return new(
            "record_too_long",
            $"The row on line {line} is longer than {ImportDefaults.MaxRecordBytes / 1024} kB. Check the delimiter and the line ends.",
            line
        );
    }

    private void Check()
    {
        var raw = _reader.RawRecord;
        var line = Line;
        IsTorn = false;
        if (_malformed is { } malformed)
        {
            _malformed = null;
            if (malformed.Reason == CsvMalformedReason.UnterminatedQuote)
                throw UnclosedQuote(line + Utf8Text.LineBreaks(raw[..LastOpening(raw)]));
            IsTorn = malformed.Reason == CsvMalformedReason.TextAfterClosingQuote && raw.IndexOfAny("\r\n"u8) >= 0;
        }
        if (raw.Length > ImportDefaults.MaxRecordBytes)
        {
            throw new CsvFileException(
                "record_too_long",
                $"The row on line {line} is longer than {ImportDefaults.MaxRecordBytes / 1024} kB.",
                line
            );
        }
        if (_reader.FieldCount > ImportDefaults.MaxColumns)
        {
            throw new CsvFileException(
                "too_many_columns",
                $"Line {line} has {_reader.FieldCount} cells; at most {ImportDefaults.MaxColumns} columns are read. Check the delimiter.",
                line
            );
        }
        _lastLine = line;
    }

    /// <summary>Where the quote opens that is still open at the end.</summary>
    private int LastOpening(ReadOnlySpan<byte> raw)
    {
        var opened = 0;
        var inside = false;
        for (var i = 0; i < raw.Length; i++)
        {
            if (raw[i] != _quote)
                continue;
            if (!inside)
                (inside, opened) = (true, i);
            else if (i + 1 < raw.Length && raw[i + 1] == _quote)
                i++;
            else
                inside = false;
        }
        return opened;
    }

    private static CsvFileException UnclosedQuote(long line) =>
        new(
            "unclosed_quote",
            $"A quote that opens on line {line} is never closed. Close it there, or say that the file has no quotes.",
            line
        );

    private bool IsBlank()
    {
        for (var i = 0; i < _reader.FieldCount; i++)
        {
            if (Utf8Text.Trim(_reader.GetSpan(i)).Length > 0)
                return false;
        }
        return true;
    }
}
