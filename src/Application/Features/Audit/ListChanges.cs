using System.Buffers.Binary;
using System.Buffers.Text;
using System.Text.Json;
using FluentValidation;
using MediatR;
using Nexus.Application.Authorisation;
using Nexus.Application.Features.Kpis;
using Nexus.Application.Pipeline;
using Nexus.Application.Storage;
using Nexus.Domain.Kpis;

namespace Nexus.Application.Features.Audit;

/// <summary>Lists what happened to the workspace's data, newest first: who, what, before and after.</summary>
public static class ListChanges
{
    public const int DefaultLimit = 50;
    public const int MaxLimit = 500;

    /// <param name="Metric">Only changes of its points and overrides.</param>
    /// <param name="Batch">Only what one writing of points did.</param>
    /// <param name="Actor">Exactly this one.</param>
    /// <param name="Action">Exactly this one, such as <c>point.changed</c>.</param>
    /// <param name="From">A day of the workspace (<c>yyyy-MM-dd</c>) or an ISO 8601 instant.</param>
    /// <param name="To">As <paramref name="From"/>, and not part of the range.</param>
    /// <param name="Cursor">Of the page before.</param>
    [Needs(Right.Read)]
    public sealed record Query(
        string? Metric = null,
        int? Batch = null,
        string? Actor = null,
        string? Action = null,
        string? From = null,
        string? To = null,
        string? Cursor = null,
        int? Limit = null
    ) : IQuery<Answer>;

    /// <param name="Cursor">For the next page; null on the last.</param>
    public sealed record Answer(IReadOnlyList<Change> Items, string? Cursor);

    /// <param name="Action"><c>point.added</c>, <c>point.changed</c>, <c>point.deleted</c>, or what else happened.</param>
    /// <param name="Subject">The series of a point, or the id of what was acted on.</param>
    /// <param name="Before">State before, or null.</param>
    /// <param name="After">State after, or null.</param>
    /// <param name="Batch">Number of the writing of points that did it, or null.</param>
    /// <param name="BatchKind">import, sync or undo.</param>
    /// <param name="Import">Id of the import behind it, or null.</param>
    public sealed record Change(
        DateTimeOffset At,
        string Actor,
        string Action,
        string Subject,
        JsonElement? Before,
        JsonElement? After,
        int? Batch,
        string? BatchKind,
        Guid? Import
    );

    internal sealed class Validator : AbstractValidator<Query>
    {
        public Validator()
        {
            RuleFor(q => q.Limit).InclusiveBetween(1, MaxLimit);
            RuleFor(q => q.Metric).Storable();
            RuleFor(q => q.Actor).Storable();
            RuleFor(q => q.Action).Storable();
            RuleFor(q => q.From).Must(TimeText.IsValid).WithMessage(TimeText.Expected);
            RuleFor(q => q.To).Must(TimeText.IsValid).WithMessage(TimeText.Expected);
            RuleFor(q => q.Cursor)
                .Must(text => text is null || TryParse(text, out _))
                .WithMessage("This is no cursor of an earlier page.");
        }
    }

    internal sealed class Handler(IChangeLog log, IWorkspaceReader workspaces) : IRequestHandler<Query, Answer>
    {
        public async Task<Answer> Handle(Query query, CancellationToken cancellationToken)
        {
            var limit = query.Limit ?? DefaultLimit;
            var workspace = await workspaces.GetAsync(cancellationToken);
            var calendar = ZonedCalendar.Of(workspace.TimeZone, workspace.WeekStart);
            var search = new ChangeSearch(
                query.Metric,
                query.Batch,
                query.Actor,
                query.Action,
                query.From is { } from ? TimeText.Edge(from, calendar).Instant : null,
                query.To is { } to ? TimeText.Edge(to, calendar).Instant : null,
                limit + 1
            );
            var position = TryParse(query.Cursor, out var after) ? after : default;
            var points = await log.PointsAsync(search, position.Point, cancellationToken);
            var events = await log.EventsAsync(search, position.Event, cancellationToken);

            var items = new List<Change>();
            var (p, e) = (0, 0);
            while (items.Count < limit && (p < points.Count || e < events.Count))
            {
                var isPoint = e == events.Count || (p < points.Count && points[p].At >= events[e].At);
                var next = isPoint ? points[p++] : events[e++];
                position = isPoint ? position with { Point = next.Id } : position with { Event = next.Id };
                items.Add(Shown(next));
            }
            var more = p < points.Count || e < events.Count;
            return new Answer(items, more ? Text(position) : null);
        }

        private static Change Shown(LoggedChange change) =>
            new(
                change.At,
                change.Actor,
                change.Action,
                change.Subject,
                change.Before is { } before ? JsonElement.Parse(before) : null,
                change.After is { } after ? JsonElement.Parse(after) : null,
                change.Batch,
                change.BatchKind,
                change.ImportId
            );
    }

    private readonly record struct Position(long Point, long Event);

    private static string Text(Position position)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteInt64BigEndian(bytes, position.Point);
        BinaryPrimitives.WriteInt64BigEndian(bytes[8..], position.Event);
        return Base64Url.EncodeToString(bytes);
    }

    private static bool TryParse(string? text, out Position position)
    {
        position = default;
        Span<byte> bytes = stackalloc byte[16];
        if (
            text is not { Length: 22 }
            || !Base64Url.IsValid(text)
            || !Base64Url.TryDecodeFromChars(text, bytes, out var length)
            || length != 16
        )
            return false;
        position = new Position(
            BinaryPrimitives.ReadInt64BigEndian(bytes),
            BinaryPrimitives.ReadInt64BigEndian(bytes[8..])
        );
        return true;
    }
}
