namespace Nexus.Infrastructure.Integrations.Csv;

/// <summary>A cell read as a date, with what it says of the time of day and of its zone.</summary>
internal struct DateCell
{
    public int Year;
    public int Month;
    public int Day;

    /// <summary>Since midnight, in ticks of 100 ns.</summary>
    public long Time;

    public bool HasTime;
    public bool HasOffset;

    /// <summary>Minutes ahead of UTC, where <see cref="HasOffset"/>.</summary>
    public int Offset;

    public readonly bool IsReal() =>
        Year is >= 1 and <= 9999
        && Month is >= 1 and <= 12
        && Day >= 1
        && (Day <= 28 || Day <= DateTime.DaysInMonth(Year, Month));
}
