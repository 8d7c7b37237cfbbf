using Nexus.Domain.Kpis;

namespace Nexus.Application.Features.Kpis.Series;

/// <summary>Decides the span of a bucket.</summary>
internal static class BucketChoice
{
    /// <summary>The one asked for, or else the one that suits the length of the range among those that the data allows.</summary>
    /// <exception cref="RefusedException"><c>bucket_not_available</c></exception>
    public static Granularity For(SeriesRequest request, TimeRange range, IReadOnlyList<LevelChoice> choices)
    {
        var stored = choices.Where(choice => choice.HasData).ToList();
        var available = Enum.GetValues<Granularity>()
            .Where(size => stored.TrueForAll(choice => choice.Fits(size)))
            .ToList();
        if (request.Bucket is { } name && Granularities.TryParse(name, out var asked))
            return available.Contains(asked) ? asked : throw NotAvailable(request, asked, available);

        var suited = Suited(range.To - range.From);
        if (available.Count == 0)
            throw NotAvailable(request, suited, available);
        var coarser = available.FindIndex(size => size >= suited);
        return coarser >= 0 ? available[coarser] : available[^1];
    }

    private static Granularity Suited(TimeSpan length) =>
        length.TotalDays switch
        {
            <= 2.1 => Granularity.Hour,
            <= 100 => Granularity.Day,
            <= 3 * 366 => Granularity.Month,
            <= 15 * 366 => Granularity.Quarter,
            _ => Granularity.Year,
        };

    private static RefusedException NotAvailable(
        SeriesRequest request,
        Granularity bucket,
        List<Granularity> available
    ) =>
        SeriesRefusals.Unprocessable(
            "bucket_not_available",
            available.Count == 0
                ? $"The data behind '{request.Metric}' has no span in common."
                : $"'{request.Metric}' cannot be read by {bucket.Name()}: its data does not come in spans that fit.",
            ("available", available.Select(size => size.Name()).ToList())
        );
}
