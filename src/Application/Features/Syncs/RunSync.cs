using System.Data.Common;
using MediatR;
using Microsoft.Extensions.Logging;
using Nexus.Application.Authorisation;
using Nexus.Application.Integrations;
using Nexus.Application.Pipeline;
using Nexus.Application.Storage;
using Nexus.Application.Syncing;
using Nexus.Domain.Integrations;

namespace Nexus.Application.Features.Syncs;

/// <summary>Does what a claimed connection is due for, and leaves a record of having done so.</summary>
/// <remarks>No transaction is open while a provider is waited for.</remarks>
public static class RunSync
{
    [Needs(Right.System)]
    public sealed record Command(SyncLease Lease) : IProcess<Answer>;

    /// <param name="RunId">Null where nothing was to be done.</param>
    /// <param name="Status">Null where the run goes on elsewhere.</param>
    public sealed record Answer(Guid? RunId, RunStatus? Status);

    internal sealed class Handler(
        IWorkspaceTransactions transactions,
        IRunStore runs,
        RunOpening opening,
        RunKinds kinds,
        RunEndings endings,
        IConnectionAccess connections,
        SyncOptions options,
        IFailpoints failpoints,
        TimeProvider clock,
        ILogger<Handler> log
    ) : IRequestHandler<Command, Answer>
    {
        public async Task<Answer> Handle(Command command, CancellationToken cancellationToken)
        {
            var lease = command.Lease;
            if (cancellationToken.IsCancellationRequested)
                return await GiveBackAsync(lease);
            using var meter = CallMeter.Open();
            await failpoints.ReachedAsync(Failpoint.Claimed, cancellationToken);
            try
            {
                return await opening.OpenAsync(lease, cancellationToken) is { } opened
                    ? await RunAsync(opened, meter, cancellationToken)
                    : new(null, null);
            }
            catch (LeaseLostException)
            {
                log.LogInformation("Connection {Connection} belongs to another node now", lease.ConnectionId);
                return new(null, null);
            }
        }

        /// <summary>The node shuts down before it has begun: another need not wait for the lease to run out.</summary>
        private async Task<Answer> GiveBackAsync(SyncLease lease)
        {
            await transactions.WriteAsync(
                token => runs.ReleaseAsync(lease, clock.GetUtcNow(), token),
                CancellationToken.None
            );
            return new(null, null);
        }

        private async Task<Answer> RunAsync(Opened opened, CallMeter meter, CancellationToken stopping)
        {
            var (work, failures) = opened;
            using var named = log.BeginScope(new Dictionary<string, object?> { ["Run"] = work.Run.Id });
            await using var watch = new RunWatch(
                (renew, token) => runs.LookAsync(work.Lease, work.Run.Id, renew, token),
                options,
                clock,
                log,
                stopping
            );
            Func<CancellationToken, Task<RunEnding>> end;
            ConnectionStatus? waits = null;
            try
            {
                await failpoints.ReachedAsync(Failpoint.RunOpened, watch.Token);
                if (work.Run.Attempts > options.Attempts)
                    end = token => endings.FaultAsync(work, failures, SyncFaults.GaveUp(options.Attempts), null, token);
                else
                {
                    var left = await kinds.RunAsync(work, watch.Token);
                    end = token => endings.EndAsync(work, failures, left, token);
                }
            }
            catch (Exception e) when (watch.Token.IsCancellationRequested && e is not LeaseLostException)
            {
                if (watch.Sign == RunSign.Lost)
                    throw new LeaseLostException();
                if (watch.Sign != RunSign.Cancel)
                    return await ReleaseAsync(work, meter);
                end = token => endings.CancelledAsync(work, failures, token);
            }
            catch (IntegrationException e)
            {
                waits = SyncFaults.StatusAfter(e.Fault);
                end = token => endings.FaultAsync(work, failures, e, token);
            }
            catch (OtherAccountException e)
            {
                waits = ConnectionStatus.NeedsAttention;
                end = token => endings.FaultAsync(work, failures, e.Fault, null, token);
            }
            catch (DbException e) when (e.IsTransient || IsServersEnd(e))
            {
                log.LogWarning(e, "The database failed; the run goes on from its last page");
                return await ReleaseAsync(work, meter);
            }
            catch (Exception e) when (e is not LeaseLostException)
            {
                log.LogError(e, "A run failed for a reason that was not foreseen");
                end = token => endings.FaultAsync(work, failures, SyncFaults.Internal(), null, token);
            }
            return await CloseAsync(work, meter, waits, end);
        }

        /// <summary>Whether the server went away, turned read-only, or cut off a transaction that stood still.</summary>
        private static bool IsServersEnd(DbException e) =>
            e.SqlState is "57P01" or "57P02" or "57P03" or "57P05" or "25P03" or "25006";

        /// <summary>Whoever claims the connection next finds the run unfinished, and goes on after its last page.</summary>
        private async Task<Answer> ReleaseAsync(RunWork work, CallMeter meter)
        {
            await transactions.WriteAsync(
                async token =>
                {
                    await runs.CountCallsAsync(work.Lease, work.Run.Id, meter.Made, token);
                    await runs.ReleaseAsync(work.Lease, clock.GetUtcNow(), token);
                },
                CancellationToken.None
            );
            return new(work.Run.Id, null);
        }

        private async Task<Answer> CloseAsync(
            RunWork work,
            CallMeter meter,
            ConnectionStatus? waits,
            Func<CancellationToken, Task<RunEnding>> end
        )
        {
            await failpoints.ReachedAsync(Failpoint.BeforeClose, CancellationToken.None);
            var status = await transactions.RunAsync(
                // The end of a comparison is written behind the close, which commits a deferred transaction.
                work.Run.Kind == RunKind.Reconcile
                    ? TransactionKind.Write
                    : TransactionKind.DeferredWrite,
                async token =>
                {
                    var ending = await end(token);
                    if (waits is { } wait)
                    {
                        await runs.HoldAsync(work.Lease, token);
                        await connections.SetStatusAsync(
                            work.ConnectionId,
                            wait,
                            ending.Fault?.Code,
                            ending.Fault?.Message,
                            token
                        );
                    }
                    var status = await runs.CloseAsync(work.Lease, ending, work.Ended.Values, meter.Made, token);
                    if (status != RunStatus.Queued)
                        await kinds.EndPassAsync(work, token);
                    return status;
                },
                CancellationToken.None
            );
            // Most runs find nothing: telling of each would hide the others.
            var found = status != RunStatus.Succeeded || work.Tally.Page > 0;
            log.Log(
                found ? LogLevel.Information : LogLevel.Debug,
                "Run of {Provider} ended as {Status}",
                work.Connection.Provider,
                status
            );
            await failpoints.ReachedAsync(Failpoint.AfterClose, CancellationToken.None);
            return new(work.Run.Id, status);
        }
    }
}
