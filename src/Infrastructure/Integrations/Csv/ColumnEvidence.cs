namespace Nexus.Infrastructure.Integrations.Csv;

/// <summary>What the cells of one column so far say about it. Its size does not grow with the file.</summary>
internal sealed class ColumnEvidence
{
    /// <summary>After so many cells without a single date (or number), no further one is looked for.</summary>
    private const int Patience = 1000;

    private const int MaxSamples = 5;
    private const int MaxLabels = 100;
    private const int MaxLabelBytes = 200;

    private readonly HashSet<byte[]> _different = new(new Utf8Comparer());
    private readonly HashSet<byte[]>.AlternateLookup<ReadOnlySpan<byte>> _differentSpans;
    private readonly List<string> _labels = [];
    private bool _hasFewLabels = true;

    public ColumnEvidence()
    {
        _differentSpans = _different.GetAlternateLookup<ReadOnlySpan<byte>>();
    }

    public DateEvidence Dates { get; } = new();

    /// <summary>Cells that hold a value.</summary>
    public long Cells { get; private set; }

    public long Numbers { get; private set; }

    /// <summary>Numbers only under a decimal dot, or only under a decimal comma, or under both with another value.</summary>
    public long DotOnly { get; private set; }

    public long CommaOnly { get; private set; }

    public long Unclear { get; private set; }

    public long Scientific { get; private set; }

    public long Percents { get; private set; }

    public long LeadingZeros { get; private set; }

    public long LongIntegers { get; private set; }

    public long CurrencyCodes { get; private set; }

    public long Currencies { get; private set; }

    /// <summary>The one currency beside all amounts that have one, else null.</summary>
    public CurrencySign? Currency { get; private set; }

    /// <summary>The different cells in order of appearance, or null where they are too many or too long.</summary>
    public IReadOnlyList<string>? Labels => _hasFewLabels ? _labels : null;

    public IReadOnlyList<string> Samples => [.. _labels.Take(MaxSamples)];

    /// <param name="cell">A cell that holds a value, without blanks around it.</param>
    public void Add(ReadOnlySpan<byte> cell)
    {
        Cells++;
        if (_hasFewLabels || _labels.Count < MaxSamples)
            AddLabel(cell);
        if (Cells <= Patience || Numbers > 0)
            AddNumber(cell);
        if ((Cells <= Patience || Dates.HasAny) && DateShapeReader.TryRead(cell, out var shape))
            Dates.Add(shape);
    }

    private void AddNumber(ReadOnlySpan<byte> cell)
    {
        var reading = NumberText.Classify(cell, out var currency);
        if (reading == NumberReading.None)
        {
            if (cell.Length == 3 && CurrencySign.Find(cell) is { Codes.Count: 1 })
                CurrencyCodes++;
            return;
        }
        Numbers++;
        switch (reading & (NumberReading.Dot | NumberReading.Comma | NumberReading.Same))
        {
            case NumberReading.Dot:
                DotOnly++;
                break;
            case NumberReading.Comma:
                CommaOnly++;
                break;
            case NumberReading.Dot | NumberReading.Comma:
                Unclear++;
                break;
        }
        if ((reading & NumberReading.Scientific) != 0)
            Scientific++;
        if ((reading & NumberReading.Percent) != 0)
            Percents++;
        if (currency is not null)
        {
            Currency = Currencies == 0 || Currency == currency ? currency : null;
            Currencies++;
        }
        if ((reading & NumberReading.Same) != 0 && !cell.ContainsAnyExceptInRange((byte)'0', (byte)'9'))
        {
            LeadingZeros += cell.Length > 1 && cell[0] == '0' ? 1 : 0;
            LongIntegers += cell.Length >= 15 ? 1 : 0;
        }
    }

    private void AddLabel(ReadOnlySpan<byte> cell)
    {
        if (_differentSpans.Contains(cell))
            return;
        if (_labels.Count == MaxLabels || cell.Length > MaxLabelBytes)
            _hasFewLabels = false;
        if (_hasFewLabels || _labels.Count < MaxSamples)
        {
            _differentSpans.Add(cell);
            _labels.Add(Utf8Text.Printable(Utf8Text.Cut(cell, MaxLabelBytes)));
        }
        if (!_hasFewLabels && _labels.Count >= MaxSamples)
            _different.Clear();
    }
}
