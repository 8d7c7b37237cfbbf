using System.Globalization;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;
using Nexus.Application.Features.Syncs;
using Nexus.Application.Integrations;

namespace Nexus.Host.Api;

/// <summary>Syncs that are asked for, and what became of them.</summary>
internal static class RunEndpoints
{
    /// <summary>How long a caller that waits is kept waiting.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(5);

    public static void MapRuns(this RouteGroupBuilder api)
    {
        var connection = api.MapGroup("/connections/{id:guid}").WithTags("Runs");
        connection.MapPost("/sync", Sync);
        connection.MapPost("/backfill", Backfill);
        connection.MapPost("/replay", Replay);
        connection.MapGet("/runs", ListOfConnection);
        connection.MapGet("/rejects", RejectsOfConnection);
        var runs = api.MapGroup("/runs").WithTags("Runs");
        runs.MapGet("/", List);
        runs.MapGet("/{id:guid}", Get);
        runs.MapPost("/{id:guid}/cancel", Cancel);
        runs.MapGet("/{id:guid}/rejects", Rejects);
    }

    private static async Task<Results<Accepted<RequestedRun>, Ok<SyncAnswer>>> Sync(
        Guid id,
        bool? wait,
        IMediator mediator,
        CancellationToken cancellationToken
    )
    {
        var requested = await mediator.Send(new RequestSync.Command(id), cancellationToken);
        if (wait != true)
            return Accepted(requested);
        var seen = await mediator.Send(new AwaitRun.Query(requested.RunId, LongestWait), cancellationToken);
        return seen.Result is { } result ? TypedResults.Ok(SyncAnswer.Of(result, seen)) : Accepted(requested);
    }

    private static async Task<Accepted<RequestedRun>> Backfill(
        Guid id,
        BackfillRequest range,
        IMediator mediator,
        CancellationToken cancellationToken
    ) => Accepted(await mediator.Send(new RequestBackfill.Command(id, range.From, range.To), cancellationToken));

    private static async Task<Accepted<RequestedRun>> Replay(
        Guid id,
        IMediator mediator,
        CancellationToken cancellationToken
    ) => Accepted(await mediator.Send(new ReplayRejects.Command(id), cancellationToken));

    private static Task<Ok<Page<RunView>>> ListOfConnection(
        Guid id,
        string? status,
        string? kind,
        Guid? cursor,
        int? limit,
        IMediator mediator,
        CancellationToken cancellationToken
    ) => PageAsync(id, status, kind, cursor, limit, mediator, cancellationToken);

    private static Task<Ok<Page<RunView>>> List(
        Guid? connection,
        string? status,
        string? kind,
        Guid? cursor,
        int? limit,
        IMediator mediator,
        CancellationToken cancellationToken
    ) => PageAsync(connection, status, kind, cursor, limit, mediator, cancellationToken);

    private static async Task<Ok<Page<RunView>>> PageAsync(
        Guid? connection,
        string? status,
        string? kind,
        Guid? cursor,
        int? limit,
        IMediator mediator,
        CancellationToken cancellationToken
    )
    {
        var size = limit ?? Page.DefaultSize;
        var runs = await mediator.Send(new ListRuns.Query(connection, status, kind, cursor, size), cancellationToken);
        return TypedResults.Ok(Page.Of(runs, size, run => run, run => run.Id));
    }

    private static async Task<Ok<RunDetail>> Get(Guid id, IMediator mediator, CancellationToken cancellationToken) =>
        TypedResults.Ok(await mediator.Send(new GetRun.Query(id), cancellationToken));

    private static async Task<Ok<RunView>> Cancel(Guid id, IMediator mediator, CancellationToken cancellationToken) =>
        TypedResults.Ok(await mediator.Send(new CancelRun.Command(id), cancellationToken));

    private static async Task<Ok<Page<RejectView>>> Rejects(
        Guid id,
        long? cursor,
        int? limit,
        bool? records,
        IMediator mediator,
        CancellationToken cancellationToken
    )
    {
        var size = limit ?? Page.DefaultSize;
        return PageOf(
            await mediator.Send(new ListRunRejects.Query(id, cursor, size, records ?? false), cancellationToken),
            size
        );
    }

    private static async Task<Ok<Page<RejectView>>> RejectsOfConnection(
        Guid id,
        long? cursor,
        int? limit,
        bool? records,
        IMediator mediator,
        CancellationToken cancellationToken
    )
    {
        var size = limit ?? Page.DefaultSize;
        return PageOf(
            await mediator.Send(new ListConnectionRejects.Query(id, cursor, size, records ?? false), cancellationToken),
            size
        );
    }

    private static Ok<Page<RejectView>> PageOf(IReadOnlyList<RejectView> rejects, int size) =>
        TypedResults.Ok(
            new Page<RejectView>(
                rejects,
                rejects.Count == size ? rejects[^1].Id.ToString(CultureInfo.InvariantCulture) : null
            )
        );

    private static Accepted<RequestedRun> Accepted(RequestedRun run) =>
        TypedResults.Accepted($"/api/v1/runs/{run.RunId}", run);
}

/// <summary>Days of the past to be read again.</summary>
/// <param name="From">First day, in the workspace's zone.</param>
/// <param name="To">Last day, included; not after today.</param>
public sealed record BackfillRequest(DateOnly? From, DateOnly? To);

/// <summary>What a sync came to.</summary>
/// <param name="Success">Whether every stream was read and stored to its end and nothing was rejected.</param>
/// <param name="RecordsProcessed">Records read from the provider and committed.</param>
/// <param name="Errors">What could not be carried over.</param>
/// <param name="LastSyncAt">When the connection's data was last brought up to date; null if never.</param>
/// <param name="Run">The run that did it.</param>
public sealed record SyncAnswer(
    bool Success,
    long RecordsProcessed,
    IReadOnlyList<SyncError> Errors,
    DateTimeOffset? LastSyncAt,
    RunDetail Run
)
{
    internal static SyncAnswer Of(SyncResult result, RunDetail run) =>
        new(result.Success, result.RecordsProcessed, result.Errors, result.LastSyncAt, run);
}
