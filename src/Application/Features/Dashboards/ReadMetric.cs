using FluentValidation;
using MediatR;
using Nexus.Application.Authorisation;
using Nexus.Application.Features.Kpis;
using Nexus.Application.Features.Kpis.Series;
using Nexus.Application.Pipeline;
using Nexus.Application.Storage;
using Nexus.Domain.Dashboards;

namespace Nexus.Application.Features.Dashboards;

/// <summary>Reads one metric as a dashboard shows it: its course with goal, freshness and overrides, and how it splits.</summary>
public static class ReadMetric
{
    /// <param name="View">How it is looked at; the last 30 days against the 30 before where that says nothing.</param>
    /// <exception cref="RefusedException"><c>unknown_metric</c>; <c>empty_range</c> (unprocessable).</exception>
    [Needs(Right.Read)]
    public sealed record Query(string Metric, DashboardLook View) : IQuery<DashboardData>;

    internal sealed class Validator : AbstractValidator<Query>
    {
        public Validator()
        {
            RuleFor(q => q.Metric).NotEmpty().MaximumLength(200).Storable();
            RuleFor(q => q.View).SetValidator(new DashboardLook.Rules()).OverridePropertyName(string.Empty);
        }
    }

    internal sealed class Handler(IKpiReads reads, DashboardReading reading) : IRequestHandler<Query, DashboardData>
    {
        private const int Groups = 12;

        /// <returns>A dashboard that is stored nowhere: the metric's value, and its groups where it has dimensions.</returns>
        public async Task<DashboardData> Handle(Query query, CancellationToken cancellationToken)
        {
            var parts = FormulaParts.Keys(query.Metric);
            var facts = await reads.DescribeAsync([.. parts], cancellationToken);
            var metric = facts.Metric(query.Metric);
            var dimension = facts
                .Levels.Where(level => parts.Contains(level.Metric))
                .SelectMany(level => level.Dimensions)
                .Order(StringComparer.Ordinal)
                .FirstOrDefault();
            // Split on request, the course is one line for each of the largest groups.
            var value = Tile(query.View.GroupBy is null ? TileKind.Value : TileKind.Line, new TileQuery(metric.Key));
            var groups = dimension is null
                ? null
                : Tile(TileKind.Table, new TileQuery(metric.Key, query.View.GroupBy ?? dimension, Limit: Groups));
            return await reading.ReadAsync(
                new Dashboard(
                    Guid.Empty,
                    metric.Name,
                    Template: null,
                    PeriodChoice.Usual,
                    ComparisonChoice.Usual,
                    Version: 0,
                    DateTimeOffset.MinValue,
                    groups is null ? [value] : [value, groups]
                ),
                query.View,
                cancellationToken
            );
        }

        private static DashboardTile Tile(TileKind kind, TileQuery query) =>
            new(Guid.Empty, kind, Title: null, TileKinds.Columns, Height: 1, query);
    }
}
