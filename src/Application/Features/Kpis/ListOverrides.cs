using System.Text.Json;
using FluentValidation;
using MediatR;
using Nexus.Application.Authorisation;
using Nexus.Application.Pipeline;
using Nexus.Application.Storage;
using Nexus.Domain.Kpis;

namespace Nexus.Application.Features.Kpis;

/// <summary>The values that people put over points of a metric and that are shown now, latest point first.</summary>
public static class ListOverrides
{
    public const int MaxOverrides = 200;

    [Needs(Right.Read)]
    public sealed record Query(string Metric) : IQuery<IReadOnlyList<Answer>>;

    /// <param name="At"><c>yyyy-MM-dd</c>, for hours ISO 8601 with offset.</param>
    /// <param name="Dimensions">Of its series.</param>
    /// <param name="StoredValue">The value of the source below it; null where it has none.</param>
    /// <param name="Connection">Id of the connection that the series comes from.</param>
    public sealed record Answer(
        Guid Id,
        string At,
        string Granularity,
        IReadOnlyDictionary<string, string> Dimensions,
        string? Currency,
        Guid Connection,
        decimal Value,
        decimal? StoredValue,
        string Reason,
        string Actor,
        DateTimeOffset CreatedAt
    );

    internal sealed class Validator : AbstractValidator<Query>
    {
        public Validator() => RuleFor(q => q.Metric).NotEmpty().MaximumLength(200).Storable();
    }

    internal sealed class Handler(IKpiOverrides overrides, IWorkspaceReader workspaces)
        : IRequestHandler<Query, IReadOnlyList<Answer>>
    {
        public async Task<IReadOnlyList<Answer>> Handle(Query query, CancellationToken cancellationToken)
        {
            var workspace = await workspaces.GetAsync(cancellationToken);
            var calendar = ZonedCalendar.Of(workspace.TimeZone, workspace.WeekStart);
            var open = await overrides.ListOpenAsync(query.Metric, MaxOverrides, cancellationToken);
            return
            [
                .. open.Select(one => new Answer(
                    one.Id,
                    one.Series.Granularity == Domain.Kpis.Granularity.Hour
                        ? TimeText.Text(calendar.Local(new DateTimeOffset(one.At)))
                        : TimeText.Text(DateOnly.FromDateTime(one.At)),
                    one.Series.Granularity.Name(),
                    JsonSerializer.Deserialize<SortedDictionary<string, string>>(one.Series.DimensionsJson)!,
                    one.Series.Currency.Length > 0 ? one.Series.Currency : null,
                    one.Series.Source.PublicId,
                    one.Value,
                    one.Stored,
                    one.Reason,
                    one.Actor,
                    one.CreatedAt
                )),
            ];
        }
    }
}
