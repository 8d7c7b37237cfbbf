using System.Text.Json.Serialization;

namespace Nexus.Application.Features.Kpis;

/// <summary>One metric over time.</summary>
/// <param name="Metric">Key of the metric.</param>
/// <param name="Unit">money, count, percent, number, seconds or months.</param>
/// <param name="Currency">Of all money in the answer; null where there is none, or more than one.</param>
/// <param name="Bucket">hour, day, week, month, quarter or year.</param>
/// <param name="Timezone">IANA zone of the buckets.</param>
/// <param name="Points">One a bucket; empty where there is more than one currency.</param>
/// <param name="Total">
/// Of the range: the sum, the latest level, or the ratio of the totals of its parts; null where nothing of that kind exists.
/// </param>
/// <param name="Comparison">The range it was asked to be held against.</param>
/// <param name="Groups">The largest values of the dimension asked for, by total.</param>
/// <param name="Other">The values that are not shown, taken together; null where all are.</param>
/// <param name="Currencies">One entry a currency, where there is more than one; amounts are never added across them.</param>
/// <param name="Notes">What a reader should know about the numbers.</param>
public sealed record SeriesAnswer(
    string Metric,
    string Unit,
    string? Currency,
    string Bucket,
    string Timezone,
    string From,
    string To,
    IReadOnlyList<SeriesPoint> Points,
    decimal? Total,
    ComparisonAnswer? Comparison,
    IReadOnlyList<GroupAnswer>? Groups,
    OtherAnswer? Other,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<CurrencyAnswer>? Currencies,
    IReadOnlyList<string> Notes
);

/// <param name="Start"><c>yyyy-MM-dd</c>, for hours ISO 8601 with offset.</param>
/// <param name="Value">Null where there is nothing; never 0 instead.</param>
/// <param name="Final">False while the bucket runs or a source may still restate it.</param>
/// <param name="Override">True where a manual override is in it; absent otherwise.</param>
public sealed record SeriesPoint(
    string Start,
    decimal? Value,
    bool Final,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool Override = false
);

/// <param name="From">First day or instant.</param>
/// <param name="To">First one after it.</param>
/// <param name="Points">Point <c>i</c> belongs beside point <c>i</c> of the series.</param>
/// <param name="Total">As the total of the series.</param>
/// <param name="Change">Total of the series less this one.</param>
/// <param name="ChangePercent">In percent points of this total; null where that is zero.</param>
public sealed record ComparisonAnswer(
    string From,
    string To,
    IReadOnlyList<SeriesPoint> Points,
    decimal? Total,
    decimal? Change,
    decimal? ChangePercent
);

/// <param name="Key">Name of the dimension.</param>
/// <param name="Value">Its value.</param>
/// <param name="Share">Of the total in percent points; null where the metric does not add.</param>
public sealed record GroupAnswer(
    string Key,
    string Value,
    IReadOnlyList<SeriesPoint> Points,
    decimal? Total,
    decimal? Share
);

/// <param name="Count">How many values are in it.</param>
public sealed record OtherAnswer(int Count, IReadOnlyList<SeriesPoint> Points, decimal? Total, decimal? Share);

/// <summary>The part of a series that is in one currency.</summary>
public sealed record CurrencyAnswer(
    string Currency,
    IReadOnlyList<SeriesPoint> Points,
    decimal? Total,
    ComparisonAnswer? Comparison
);

/// <summary>An answer with what its ETag is made of.</summary>
/// <param name="Clock">The local hour, where the answer changes as time passes; empty otherwise.</param>
public sealed record Versioned<T>(T Value, DataVersion Version, string Clock);
