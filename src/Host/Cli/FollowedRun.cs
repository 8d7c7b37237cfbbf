using System.Globalization;
using MediatR;
using Nexus.Application.Features.Connections;
using Nexus.Application.Features.Syncs;

namespace Nexus.Host.Cli;

/// <param name="Alone">Whether nothing else runs on the database, so that nobody else would begin the run.</param>
/// <param name="Patient">Whether to stay while the provider has Nexus wait.</param>
/// <param name="Cancels">Whether an interruption cancels the run.</param>
internal sealed record FollowedRunOptions(bool Alone, bool Patient, bool Cancels);

/// <summary>
/// Asks for a run and stays until its end, saying how far it is. A node that serves does the work; where none takes the
/// run up, this process does.
/// </summary>
internal sealed class FollowedRun(
    CommandSession session,
    CommandContext context,
    FollowedRunOptions options,
    TimeProvider clock
)
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(250);

    /// <summary>A node that serves looks for due connections every second.</summary>
    private static readonly TimeSpan Courtesy = TimeSpan.FromSeconds(4);

    /// <summary>Longest from the wish to cancel to the end of the run.</summary>
    private static readonly TimeSpan CancelPatience = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan ParkPatience = TimeSpan.FromSeconds(5);

    public Task<RunExit> SyncAsync(ConnectionView connection, CancellationToken cancellationToken) =>
        FollowAsync(connection, new RequestSync.Command(connection.Id), cancellationToken);

    public Task<RunExit> BackfillAsync(
        ConnectionView connection,
        DateOnly first,
        DateOnly last,
        CancellationToken cancellationToken
    ) => FollowAsync(connection, new RequestBackfill.Command(connection.Id, first, last), cancellationToken);

    private async Task<RunExit> FollowAsync(
        ConnectionView connection,
        IRequest<RequestedRun> request,
        CancellationToken cancellationToken
    )
    {
        var followed = new Followed(connection, request) { Run = await RequestAsync(request, cancellationToken) };
        context.Say($"{connection.Name}: run {followed.Run}");
        using var stop = new CancellationTokenSource();
        try
        {
            var seen = await WatchAsync(followed, stop.Token, cancellationToken);
            return seen.Result is null ? Waits(seen) : Told(seen);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return await LeaveAsync(followed, CancellationToken.None);
        }
        finally
        {
            await stop.CancelAsync();
            await ((Task)followed.Working).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <returns>The run at its end, or waiting for its provider.</returns>
    private async Task<RunDetail> WatchAsync(
        Followed followed,
        CancellationToken stopping,
        CancellationToken cancellationToken
    )
    {
        using var progress = new ProgressLine(context.Output, Console.IsOutputRedirected);
        var idle = options.Alone ? Courtesy : TimeSpan.Zero;
        while (true)
        {
            var seen = await session.SendAsync(new GetRun.Query(followed.Run), cancellationToken);
            // Its node died: another run goes on after its last page.
            if (seen.Status == "interrupted")
                followed.Run = await RequestAsync(followed.Request, cancellationToken);
            else if (seen.Result is not null && followed.Working.IsCompleted)
                return seen;
            else if (!options.Patient && seen.WaitsUntil > clock.GetUtcNow() + ParkPatience)
                return seen;
            progress.Show(seen.Progress, seen.RecordsRead, "records");
            if (followed.Working.IsCompleted)
            {
                idle = await followed.Working ? Courtesy : idle + LookEvery;
                if (idle >= Courtesy)
                {
                    idle = TimeSpan.Zero;
                    followed.Working = WorkAsync(followed.Connection.Id, stopping);
                }
            }
            await Task.Delay(LookEvery, clock, cancellationToken);
        }
    }

    /// <summary>Does in this process what the connection is due for.</summary>
    /// <returns>False where it cannot be had: it is not due, or another node holds it.</returns>
    private async Task<bool> WorkAsync(Guid connection, CancellationToken stopping)
    {
        var claimed = await session.SendAsync(new ClaimConnection.Command(connection), stopping);
        if (claimed.Lease is not { } lease)
            return false;
        await session.SendAsync(new RunSync.Command(lease), stopping);
        return true;
    }

    private async Task<RunExit> LeaveAsync(Followed followed, CancellationToken cancellationToken)
    {
        var run = followed.Run;
        if (options.Cancels)
        {
            await session.SendAsync(new CancelRun.Command(run), cancellationToken);
            var ended = await session.SendAsync(new AwaitRun.Query(run, CancelPatience), cancellationToken);
            context.Say(
                $"Run {run} is {(ended.Result is null ? "asked to stop" : ended.Status)}. What it stored stays ({Count(ended.RecordsRead)} records)."
            );
            return RunExit.Unfinished;
        }
        context.Say(
            followed.Working.IsCompleted
                ? $"Run {run} goes on without this command. POST /api/v1/runs/{run}/cancel ends it."
                : $"Run {run} stops here. What is stored stays; it goes on after its last page once Nexus runs (./nexus up), or by the same command."
        );
        return RunExit.Unfinished;
    }

    private async Task<Guid> RequestAsync(IRequest<RequestedRun> request, CancellationToken cancellationToken) =>
        (await session.SendAsync(request, cancellationToken)).RunId;

    private RunExit Waits(RunDetail run)
    {
        context.Say(
            $"The run waits until {run.WaitsUntil?.UtcDateTime.ToString("u", CultureInfo.InvariantCulture)} and goes on by itself while Nexus runs. {run.Error?.Message}".TrimEnd()
        );
        return RunExit.Unfinished;
    }

    private RunExit Told(RunDetail run)
    {
        context.Say(
            $"{run.Status}: {Count(run.RecordsRead)} records read, {Count(run.RecordsChanged)} changed, {Count(run.RecordsRejected)} rejected, {Count(run.PointsChanged)} points changed"
        );
        foreach (var error in run.Result!.Errors)
            context.SayError($"{error.Code}: {error.Message}");
        foreach (var stream in run.Streams.Where(stream => stream.Notice is not null))
            context.Say($"{stream.Title}: {stream.Notice}");
        return run.Status switch
        {
            "succeeded" => RunExit.Succeeded,
            "partial" or "suspicious" => RunExit.Incomplete,
            "cancelled" or "interrupted" => RunExit.Unfinished,
            _ => RunExit.Failed,
        };
    }

    private static string Count(long value) => value.ToString("#,0", CultureInfo.InvariantCulture);

    /// <summary>What is followed; another run where the first was interrupted.</summary>
    private sealed class Followed(ConnectionView connection, IRequest<RequestedRun> request)
    {
        public ConnectionView Connection { get; } = connection;

        public IRequest<RequestedRun> Request { get; } = request;

        public required Guid Run { get; set; }

        /// <summary>What this process does itself, and whether it had anything to do.</summary>
        public Task<bool> Working { get; set; } = Task.FromResult(false);
    }
}
