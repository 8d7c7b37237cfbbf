namespace Nexus.Infrastructure.Integrations.Csv;

/// <summary>What the cells of a column so far say about how its dates are written.</summary>
internal sealed class DateEvidence
{
    private const int MaxShapes = 4;

    private readonly List<Tally> _tallies = [];

    /// <summary>Cells that are dates in themselves; bare years and six-digit months count apart.</summary>
    public long Dates { get; private set; }

    /// <summary>Whether any cell is a date, or a number that can be one.</summary>
    public bool HasAny => _tallies.Count > 0;

    public void Add(in DateShape shape)
    {
        if (shape.Order is not (DateOrder.Year or DateOrder.CompactMonth))
            Dates++;
        foreach (var tally in _tallies)
        {
            if (!tally.Fits(shape))
                continue;
            tally.Add(shape);
            return;
        }
        if (_tallies.Count < MaxShapes)
            _tallies.Add(new Tally(shape));
    }

    /// <summary>The commonest way of writing, or null where no cell is a date.</summary>
    public Tally? Winner() => _tallies.MaxBy(tally => tally.Count);

    /// <summary>Cells of one shape.</summary>
    internal sealed class Tally(DateShape first)
    {
        private DateClock _clock = first.Clock;
        private bool _padded = first.IsPadded;
        private bool _long = first.LongName;
        private long _firstIsDay = first.First > 12 ? 1 : 0;
        private long _secondIsDay = first.Second > 12 ? 1 : 0;

        public DateOrder Order => first.Order;

        public long Count { get; private set; } = 1;

        /// <summary>Whether nothing in the column tells day from month.</summary>
        public bool IsAmbiguous =>
            first.Order == DateOrder.YearLast && !first.FirstSeparator.StartsWith('.') && _firstIsDay == _secondIsDay;

        public bool Fits(in DateShape shape) =>
            shape.Order == first.Order
            && shape.YearDigits == first.YearDigits
            && ReferenceEquals(shape.FirstSeparator, first.FirstSeparator)
            && ReferenceEquals(shape.SecondSeparator, first.SecondSeparator);

        public void Add(in DateShape shape)
        {
            Count++;
            _clock |= shape.Clock;
            _padded &= shape.IsPadded;
            _long |= shape.LongName;
            if (shape.First > 12)
                _firstIsDay++;
            else if (shape.Second > 12)
                _secondIsDay++;
        }

        public string Format() => Format(_firstIsDay > _secondIsDay || first.FirstSeparator.StartsWith('.'));

        public string Format(bool dayFirst) => first.Format(dayFirst, _padded, _long, _clock);
    }
}
