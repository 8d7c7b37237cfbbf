using MediatR;
using Nexus.Application.Authorisation;
using Nexus.Application.Pipeline;
using Nexus.Application.Storage;
using Nexus.Domain.Kpis;

namespace Nexus.Application.Features.Kpis;

/// <summary>Lists the metrics that the workspace has data for, its own, or all there are.</summary>
public static class ListMetrics
{
    /// <param name="All">True lists the whole catalogue.</param>
    [Needs(Right.Read)]
    public sealed record Query(bool All) : IQuery<Versioned<IReadOnlyList<Metric>>>;

    /// <param name="Unit">money, count, percent, number, seconds or months; percent is in percent points.</param>
    /// <param name="Aggregation">sum, last, none or ratio.</param>
    /// <param name="Direction">good, bad or none: what a rise is.</param>
    /// <param name="Formula">Of a ratio; null otherwise.</param>
    /// <param name="Sources">Keys of the providers that can supply it.</param>
    /// <param name="HasData">Whether there is data, or for a ratio data for its parts.</param>
    /// <param name="LastPointAt">Start of its newest point; for a ratio of the part that is furthest behind.</param>
    /// <param name="FreshUntil">The instant up to which that point reaches.</param>
    /// <param name="DataSources">The connections that it is stored from.</param>
    /// <param name="Granularities">Spans in which it is stored, finest first.</param>
    /// <param name="Dimensions">Names that it can be grouped and filtered by.</param>
    /// <param name="Currencies">Of its money.</param>
    public sealed record Metric(
        string Key,
        string Name,
        string Unit,
        string Aggregation,
        string Direction,
        string Category,
        string Description,
        Formula? Formula,
        IReadOnlyList<string> Sources,
        bool HasData,
        DateTimeOffset? LastPointAt,
        DateTimeOffset? FreshUntil,
        IReadOnlyList<DataSource> DataSources,
        IReadOnlyList<string> Granularities,
        IReadOnlyList<string> Dimensions,
        IReadOnlyList<string> Currencies
    );

    /// <param name="Text">As a person reads it.</param>
    /// <param name="Parts">Keys of the metrics it is computed from.</param>
    public sealed record Formula(string Text, IReadOnlyList<string> Parts);

    public sealed record DataSource(Guid Id, string Provider, string Name);

    internal sealed class Handler(IKpiReads reads, IKpiPoints points)
        : IRequestHandler<Query, Versioned<IReadOnlyList<Metric>>>
    {
        public async Task<Versioned<IReadOnlyList<Metric>>> Handle(Query query, CancellationToken cancellationToken)
        {
            var facts = await reads.DescribeAsync(null, cancellationToken);
            var calendar = ZonedCalendar.Of(facts.Workspace.TimeZone, facts.Workspace.WeekStart);
            var reaches = (await points.ReachAsync(cancellationToken)).ToLookup(reach => reach.Level.Metric);
            var metrics = MetricCatalog
                .All.Concat(facts.CustomMetrics.Values)
                .Select(metric => Describe(metric, reaches, calendar))
                .Where(metric =>
                    query.All
                    || metric.HasData
                    || metric.Key.StartsWith(MetricCatalog.CustomPrefix, StringComparison.Ordinal)
                )
                .OrderBy(metric => metric.Key, StringComparer.Ordinal);
            return new Versioned<IReadOnlyList<Metric>>([.. metrics], DataVersion.Of(facts.Workspace), string.Empty);
        }

        private static Metric Describe(
            MetricDefinition metric,
            ILookup<string, LevelReach> reaches,
            ZonedCalendar calendar
        )
        {
            var parts = Parts(metric);
            var needed = parts.Where(part => part.Needed).Select(part => part.Key).Distinct().ToList();
            var stored = parts
                .SelectMany(part => reaches[part.Key])
                .Where(reach => reach.LastPoint is not null)
                .ToList();
            var hasData = stored.Count > 0 && needed.TrueForAll(key => reaches[key].Any(r => r.LastPoint is not null));
            var behind = hasData
                ? (needed.Count > 0 ? needed : [.. parts.Select(part => part.Key)])
                    .Select(key =>
                        reaches[key].Where(reach => reach.LastPoint is not null).MaxBy(reach => End(reach, calendar))
                    )
                    .OfType<LevelReach>()
                    .MinBy(reach => End(reach, calendar))
                : null;
            return new Metric(
                metric.Key,
                metric.Name,
                MetricText.Name(metric.Unit),
                MetricText.Name(metric.Aggregation),
                MetricText.Name(metric.Direction),
                metric.Category,
                metric.Description,
                metric.Formula is { } formula
                    ? new Formula(formula.Text, [.. formula.Terms.Select(term => term.Metric).Distinct()])
                    : null,
                metric.Sources,
                hasData,
                behind is null ? null : Start(behind, calendar),
                behind is null ? null : End(behind, calendar),
                [
                    .. stored
                        .Select(reach => reach.Level.Source)
                        .Distinct()
                        .OrderBy(source => source.ConnectionId)
                        .Select(source => new DataSource(source.PublicId, source.Provider, source.Name)),
                ],
                [.. stored.Select(reach => reach.Level.Granularity).Distinct().Order().Select(size => size.Name())],
                [.. stored.SelectMany(reach => reach.Level.Dimensions).Distinct().Order(StringComparer.Ordinal)],
                [
                    .. stored
                        .Select(reach => reach.Level.Currency)
                        .Where(code => code.Length > 0)
                        .Distinct()
                        .Order(StringComparer.Ordinal),
                ]
            );
        }

        /// <summary>The stored parts of a metric, and whether it is nothing without them.</summary>
        private static List<(string Key, bool Needed)> Parts(MetricDefinition metric)
        {
            if (metric.Formula is not { } formula)
                return [(metric.Key, true)];
            return
            [
                .. formula.Terms.SelectMany(term =>
                    MetricCatalog.TryFind(term.Metric, out var part) && part.Formula is not null
                        ? Parts(part)
                        : [(term.Metric, !term.ZeroWhenMissing)]
                ),
            ];
        }

        private static DateTimeOffset Start(LevelReach reach, ZonedCalendar calendar) =>
            reach.Level.Granularity == Granularity.Hour
                ? calendar.Local(new DateTimeOffset(reach.LastPoint!.Value))
                : calendar.StartOf(DateOnly.FromDateTime(reach.LastPoint!.Value));

        private static DateTimeOffset End(LevelReach reach, ZonedCalendar calendar) =>
            reach.Level.Granularity == Granularity.Hour
                ? Start(reach, calendar).AddHours(1)
                : calendar.StartOf(
                    ZonedCalendar.Add(DateOnly.FromDateTime(reach.LastPoint!.Value), reach.Level.Granularity, 1)
                );
    }
}
