using System.Globalization;
using FluentValidation;
using Nexus.Application.Storage;
using Nexus.Domain.Kpis;

namespace Nexus.Application.Features.Kpis;

/// <summary>What to read of one metric.</summary>
public sealed record SeriesRequest
{
    public required string Metric { get; init; }

    /// <summary>A day of the workspace (<c>yyyy-MM-dd</c>) or an ISO 8601 instant; 29 days ago unless given.</summary>
    public string? From { get; init; }

    /// <summary>As <see cref="From"/>, and not part of the range; tomorrow unless given.</summary>
    public string? To { get; init; }

    /// <summary>hour, day, week, month, quarter or year; fits the range unless given.</summary>
    public string? Bucket { get; init; }

    /// <summary>A dimension to split by.</summary>
    public string? GroupBy { get; init; }

    /// <summary><c>name:value</c>; values of one name are alternatives, different names apply together.</summary>
    public IReadOnlyList<string>? Filter { get; init; }

    /// <summary>Key of a provider or id of a connection.</summary>
    public string? Source { get; init; }

    /// <summary><c>previous</c>, <c>28d</c> (the same weekdays four weeks before) or <c>year</c>.</summary>
    public string? Compare { get; init; }

    /// <summary>How many groups are shown, 1 to 100; 10 unless given.</summary>
    public int? Limit { get; init; }

    /// <summary>ISO 4217 code; money of other currencies is left out.</summary>
    public string? Currency { get; init; }

    /// <summary>sum, last, none or ratio; only the metric's own is possible.</summary>
    public string? Aggregation { get; init; }

    /// <summary>
    /// Asks of the groups of a sum for their totals alone, which spares reading them by bucket: they have no points, and
    /// the rest is left out. Anything but a sum is answered in full.
    /// </summary>
    internal bool GroupTotalsOnly { get; init; }

    internal IReadOnlyList<DimensionFilter> Filters() => FiltersOf(Filter ?? []);

    internal static IReadOnlyList<DimensionFilter> FiltersOf(IReadOnlyList<string> texts) =>
        [
            .. texts
                .Select(text => text.Split(':', 2))
                .GroupBy(pair => pair[0], StringComparer.Ordinal)
                .OrderBy(group => group.Key, StringComparer.Ordinal)
                .Select(group => new DimensionFilter(group.Key, [.. group.Select(pair => pair[1]).Distinct()])),
        ];

    internal sealed class Rules : AbstractValidator<SeriesRequest>
    {
        public const int MaxGroups = 100;
        private const int MaxFilters = 50;

        public Rules()
        {
            RuleFor(r => r.Metric).NotEmpty().MaximumLength(200).Storable();
            RuleFor(r => r.GroupBy).Storable();
            RuleForEach(r => r.Filter).Storable();
            RuleFor(r => r.From).Must(TimeText.IsValid).WithMessage(TimeText.Expected);
            RuleFor(r => r.To).Must(TimeText.IsValid).WithMessage(TimeText.Expected);
            RuleFor(r => r.Bucket)
                .Must(name => name is null || Granularities.TryParse(name, out _))
                .WithMessage("Use hour, day, week, month, quarter or year.");
            RuleFor(r => r.Compare)
                .Must(c => c is null or "previous" or "28d" or "year")
                .WithMessage("Use previous, 28d or year.");
            RuleFor(r => r.Limit).InclusiveBetween(1, MaxGroups);
            RuleFor(r => r.Filter)
                .Must(f => f is null || f.Count <= MaxFilters)
                .WithMessage($"At most {MaxFilters} filters.");
            RuleForEach(r => r.Filter)
                .Must(text => text?.IndexOf(':', StringComparison.Ordinal) > 0)
                .WithMessage("Write a filter as name:value.");
            RuleFor(r => r.Currency).Must(c => c is null or { Length: 3 }).WithMessage("Use an ISO 4217 code.");
        }
    }
}

/// <summary>Reads a day (<c>yyyy-MM-dd</c>) or an ISO 8601 instant with an offset, of the years 1900 to 2200.</summary>
internal static class TimeText
{
    public const string Expected = "Use a day such as 2026-01-31, or an instant such as 2026-01-31T12:00:00Z.";
    private static readonly string[] Instants =
    [
        "yyyy-MM-ddTHH:mmK",
        "yyyy-MM-ddTHH:mm:ssK",
        "yyyy-MM-ddTHH:mm:ss.FFFFFFFK",
    ];

    public static bool IsValid(string? text) => text is null || TryDate(text, out _) || TryInstant(text, out _);

    public static bool TryDate(string text, out DateOnly date) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out date)
        && date.Year is >= 1900 and <= 2200;

    public static bool TryInstant(string text, out DateTimeOffset instant) =>
        DateTimeOffset.TryParseExact(
            // A plus sign that nobody encoded arrives as a space.
            text.Replace(' ', '+'),
            Instants,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out instant
        ) && instant.Year is >= 1900 and <= 2200;

    /// <summary>The range between two texts, each of which may be absent.</summary>
    public static TimeRange Range(string? from, string? to, DateTimeOffset now, ZonedCalendar calendar)
    {
        var today = calendar.DateOf(now);
        var (first, firstDate) = Edge(from ?? Text(today.AddDays(-29)), calendar);
        var (after, afterDate) = Edge(to ?? Text(today.AddDays(1)), calendar);
        var range = new TimeRange(calendar.Local(first), calendar.Local(after), firstDate, afterDate);
        return range.IsEmpty
            ? throw new RefusedException(
                RefusalKind.Unprocessable,
                "empty_range",
                "The range is empty: 'to' is not part of it and has to lie after 'from'."
            )
            : range;
    }

    /// <summary>One edge of a range: its first instant, and the first day that begins at or after it.</summary>
    public static (DateTimeOffset Instant, DateOnly Date) Edge(string text, ZonedCalendar calendar)
    {
        if (TryDate(text, out var date))
            return (calendar.StartOf(date), date);
        TryInstant(text, out var instant);
        return (instant, calendar.FirstDateFrom(instant));
    }

    public static string Text(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static string Text(DateTimeOffset instant) =>
        instant.ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture);
}
