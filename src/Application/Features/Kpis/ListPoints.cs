using System.Buffers.Binary;
using System.Buffers.Text;
using FluentValidation;
using MediatR;
using Nexus.Application.Authorisation;
using Nexus.Application.Pipeline;
using Nexus.Application.Storage;
using Nexus.Domain.Kpis;

namespace Nexus.Application.Features.Kpis;

/// <summary>Lists stored points of every level of detail, in order of time.</summary>
public static class ListPoints
{
    public const int DefaultLimit = 100;
    public const int MaxLimit = 1000;
    public const int MaxExport = 100_000;

    /// <param name="From">A day or an instant; null for all time.</param>
    /// <param name="To">As <paramref name="From"/>, and not part of the range.</param>
    /// <param name="Filter"><c>name:value</c>, as for series.</param>
    /// <param name="Cursor">Of the page before.</param>
    /// <param name="Limit">1 to 1,000 and 100 unless given; for an export 1 to 100,000 and as many.</param>
    [Needs(Right.Read)]
    public sealed record Query(
        string? Metric = null,
        string? Source = null,
        string? Granularity = null,
        string? Currency = null,
        IReadOnlyList<string>? Filter = null,
        string? From = null,
        string? To = null,
        string? Cursor = null,
        int? Limit = null,
        bool Export = false
    ) : IQuery<Versioned<Answer>>;

    /// <param name="Cursor">For the next page; null on the last.</param>
    public sealed record Answer(IReadOnlyList<PointView> Items, string? Cursor);

    internal sealed class Validator : AbstractValidator<Query>
    {
        public Validator()
        {
            RuleFor(q => q.Metric).Storable();
            RuleFor(q => q.Currency).Storable();
            RuleForEach(q => q.Filter).Storable();
            RuleFor(q => q.From).Must(TimeText.IsValid).WithMessage(TimeText.Expected);
            RuleFor(q => q.To).Must(TimeText.IsValid).WithMessage(TimeText.Expected);
            RuleFor(q => q.Limit).InclusiveBetween(1, MaxLimit).Unless(q => q.Export);
            RuleFor(q => q.Limit).InclusiveBetween(1, MaxExport).When(q => q.Export);
            RuleFor(q => q.Granularity)
                .Must(name => name is null || Granularities.TryParse(name, out _))
                .WithMessage("Use hour, day, week, month, quarter or year.");
            RuleFor(q => q.Cursor)
                .Must(text => text is null || PointCursor.TryParse(text, out _))
                .WithMessage("This is no cursor of an earlier page.");
            RuleForEach(q => q.Filter)
                .Must(text => text?.IndexOf(':', StringComparison.Ordinal) > 0)
                .WithMessage("Write a filter as name:value.");
        }
    }

    internal sealed class Handler(IKpiReads reads, IKpiPoints points) : IRequestHandler<Query, Versioned<Answer>>
    {
        public async Task<Versioned<Answer>> Handle(Query query, CancellationToken cancellationToken)
        {
            var facts = await reads.DescribeAsync(query.Metric is { } key ? [key] : null, cancellationToken);
            if (query.Metric is not null)
                facts.Metric(query.Metric);
            var calendar = ZonedCalendar.Of(facts.Workspace.TimeZone, facts.Workspace.WeekStart);
            var limit = query.Limit ?? (query.Export ? MaxExport : DefaultLimit);
            var found = await points.ListAsync(Search(query, facts, calendar, limit + 1), cancellationToken);
            var shown = found.Take(limit).ToList();
            var answer = new Answer(
                shown.ConvertAll(point => PointView.Of(point, facts.Workspace.PublicId, calendar)),
                found.Count > limit ? PointCursor.Text(shown[^1].Position) : null
            );
            return new Versioned<Answer>(answer, DataVersion.Of(facts.Workspace), string.Empty);
        }

        private static PointSearch Search(Query query, KpiFacts facts, ZonedCalendar calendar, int limit)
        {
            TimeRange? range = null;
            if (query.From is not null || query.To is not null)
            {
                var (from, fromDate) = TimeText.Edge(query.From ?? "1900-01-01", calendar);
                var (to, toDate) = TimeText.Edge(query.To ?? "2200-12-31", calendar);
                range = new TimeRange(from, to, fromDate, toDate);
            }
            return new PointSearch(
                query.Metric,
                query.Source is null
                    ? null
                    :
                    [
                        .. facts
                            .Levels.Select(level => level.Source)
                            .Where(source => SourceText.Matches(query.Source, source))
                            .Select(source => source.ConnectionId)
                            .Distinct(),
                    ],
                Granularities.TryParse(query.Granularity, out var size) ? size : null,
                query.Currency?.ToUpperInvariant(),
                SeriesRequest.FiltersOf(query.Filter ?? []),
                range,
                PointCursor.TryParse(query.Cursor, out var after) ? after : null,
                limit
            );
        }
    }
}

/// <summary>The text that stands for a place among points.</summary>
internal static class PointCursor
{
    public static string Text(PointPosition position)
    {
        Span<byte> bytes = stackalloc byte[12];
        BinaryPrimitives.WriteInt64BigEndian(bytes, position.At.Ticks);
        BinaryPrimitives.WriteInt32BigEndian(bytes[8..], position.SeriesId);
        return Base64Url.EncodeToString(bytes);
    }

    public static bool TryParse(string? text, out PointPosition position)
    {
        position = default;
        Span<byte> bytes = stackalloc byte[12];
        if (
            text is not { Length: 16 }
            || !Base64Url.IsValid(text)
            || !Base64Url.TryDecodeFromChars(text, bytes, out var length)
            || length != 12
        )
            return false;
        var ticks = BinaryPrimitives.ReadInt64BigEndian(bytes);
        if (ticks < DateTime.MinValue.Ticks || ticks > DateTime.MaxValue.Ticks)
            return false;
        position = new PointPosition(
            new DateTime(ticks, DateTimeKind.Utc),
            BinaryPrimitives.ReadInt32BigEndian(bytes[8..])
        );
        return true;
    }
}
