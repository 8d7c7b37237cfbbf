using System.Text.Json;
using FluentValidation;
using MediatR;
using Nexus.Application.Authorisation;
using Nexus.Application.Pipeline;
using Nexus.Application.Storage;
using Nexus.Domain.Kpis;

namespace Nexus.Application.Features.Kpis;

/// <summary>Puts a person's value over one stored point, until a successful run covers the point.</summary>
public static class SetOverride
{
    /// <param name="At">A day, for an hour point an instant.</param>
    /// <param name="Granularity">May be left out where it is clear.</param>
    /// <param name="Source">Key of a provider or id of a connection; may be left out where it is clear.</param>
    /// <param name="Dimensions">All dimensions of the series; none unless given, where such a series exists.</param>
    /// <param name="Currency">May be left out where it is clear.</param>
    /// <param name="Value">The value to show, of fewer than 19 digits before the decimals; required.</param>
    /// <param name="Reason">Why, 1 to 500 characters; kept in the audit trail.</param>
    /// <exception cref="RefusedException">
    /// <c>unknown_metric</c>, <c>series_not_found</c> (not found); <c>metric_is_computed</c>, <c>ambiguous_series</c>
    /// (unprocessable).
    /// </exception>
    [Needs(Right.Write)]
    public sealed record Command(
        string Metric,
        string At,
        decimal? Value,
        string Reason,
        string? Granularity = null,
        string? Source = null,
        IReadOnlyDictionary<string, string>? Dimensions = null,
        string? Currency = null
    ) : ICommand<Answer>;

    /// <param name="At"><c>yyyy-MM-dd</c>, for hours ISO 8601 with offset.</param>
    /// <param name="StoredValue">The value of the source below it; null where it has none.</param>
    /// <param name="Replaced">Id of the override that it took the place of, or null.</param>
    public sealed record Answer(
        Guid Id,
        string Metric,
        string At,
        string Granularity,
        IReadOnlyDictionary<string, string> Dimensions,
        string? Currency,
        Guid Connection,
        decimal Value,
        decimal? StoredValue,
        Guid? Replaced
    );

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Metric).NotEmpty().MaximumLength(200).Storable();
            RuleFor(c => c.At).NotEmpty().Must(TimeText.IsValid).WithMessage(TimeText.Expected);
            RuleFor(c => c.Value)
                .Must(value => value is { } given && KpiValue.IsStorable(given))
                .WithMessage($"Give a number below {KpiValue.Limit:0}.");
            RuleFor(c => c.Reason).NotEmpty().MaximumLength(500).Storable();
            RuleFor(c => c.Granularity)
                .Must(name => name is null || Granularities.TryParse(name, out _))
                .WithMessage("Use hour, day, week, month, quarter or year.");
            RuleFor(c => c.Dimensions)
                .Must(d => d is null || d.All(IsDimension))
                .WithMessage("A dimension has a value, and a name that is neither empty nor holds a comma.");
        }

        private static bool IsDimension(KeyValuePair<string, string> pair) =>
            pair.Key.Length > 0
            && pair.Key.IndexOfAny([',', '\0']) < 0
            && pair.Value?.Contains('\0', StringComparison.Ordinal) is false;
    }

    internal sealed class Handler(IKpiReads reads, IKpiOverrides overrides, IAuditTrail audit)
        : IRequestHandler<Command, Answer>
    {
        public async Task<Answer> Handle(Command command, CancellationToken cancellationToken)
        {
            var facts = await reads.DescribeAsync([command.Metric], cancellationToken);
            var metric = facts.Metric(command.Metric);
            if (metric.Aggregation == MetricAggregation.Ratio)
            {
                throw new RefusedException(
                    RefusalKind.Unprocessable,
                    "metric_is_computed",
                    $"'{metric.Key}' is computed: {metric.Formula!.Text}. Override one of its parts."
                );
            }
            var calendar = ZonedCalendar.Of(facts.Workspace.TimeZone, facts.Workspace.WeekStart);
            var series = await new OverrideTarget(overrides, facts, metric, command).FindAsync(cancellationToken);
            var at = Time(command.At, series.Granularity, calendar);
            var value = command.Value.GetValueOrDefault();
            var set = await overrides.SetAsync(
                series.Source.ConnectionId,
                series.SeriesId,
                at,
                value,
                command.Reason,
                cancellationToken
            );
            var shown =
                series.Granularity == Domain.Kpis.Granularity.Hour
                    ? TimeText.Text(calendar.Local(new DateTimeOffset(at)))
                    : TimeText.Text(DateOnly.FromDateTime(at));
            var dimensions = JsonSerializer.Deserialize<SortedDictionary<string, string>>(series.DimensionsJson)!;
            await audit.AddAsync(
                set.Replaced is null ? "override.set" : "override.replaced",
                set.Id.ToString(),
                new { value = set.Replaced?.Value ?? set.Stored },
                new
                {
                    metric = metric.Key,
                    at = shown,
                    dimensions,
                    value,
                    reason = command.Reason,
                },
                null,
                cancellationToken
            );
            return new Answer(
                set.Id,
                metric.Key,
                shown,
                series.Granularity.Name(),
                dimensions,
                series.Currency.Length > 0 ? series.Currency : null,
                series.Source.PublicId,
                value,
                set.Stored,
                set.Replaced?.Id
            );
        }

        /// <remarks>
        /// Hours take any instant and months, quarters and years any day within them; a week is named by the day it is
        /// stored under. Hours are stored as those of UTC, whatever the minutes of the zone.
        /// </remarks>
        private static DateTime Time(string text, Granularity size, ZonedCalendar calendar)
        {
            if (size == Domain.Kpis.Granularity.Hour)
            {
                return TimeText.TryInstant(text, out var instant)
                    ? instant.UtcDateTime.AddTicks(-(instant.UtcTicks % TimeSpan.TicksPerHour))
                    : throw new RefusedException(
                        RefusalKind.Unprocessable,
                        "instant_required",
                        "The series has a point for every hour: give 'at' as an instant such as 2026-01-31T12:00:00Z."
                    );
            }
            var date = TimeText.TryDate(text, out var day)
                ? day
                : calendar.DateOf(TimeText.Edge(text, calendar).Instant);
            var start = size == Domain.Kpis.Granularity.Week ? date : calendar.BucketOf(date, size);
            return start.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc);
        }
    }
}
