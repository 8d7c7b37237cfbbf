using MediatR;
using Nexus.Application.Authorisation;
using Nexus.Application.Features.Connections;
using Nexus.Application.Pipeline;
using Nexus.Application.Storage;
using Nexus.Application.Syncing;
using Nexus.Domain.Integrations;

namespace Nexus.Application.Features.Syncs;

/// <summary>
/// Ends a run that waits, and asks one that is under way to stop: it does within seconds, and what it stored stays. The
/// connection goes back to its schedule; nothing begins again by itself because of it. A run that has ended stays as it is.
/// </summary>
public static class CancelRun
{
    [Needs(Right.Write)]
    public sealed record Command(Guid Id) : ICommand<RunView>;

    internal sealed class Handler(
        IRunRequests requests,
        IRunReads reads,
        ConnectionLookup lookup,
        IWorkspaceReader workspaces,
        ICadences cadences,
        TimeProvider clock
    ) : IRequestHandler<Command, RunView>
    {
        public async Task<RunView> Handle(Command command, CancellationToken cancellationToken)
        {
            var number = await requests.ConnectionOfAsync(command.Id, cancellationToken) ?? throw RunView.NotFound();
            await requests.HoldAsync(number, cancellationToken);
            var cancelled = await requests.CancelAsync(command.Id, cancellationToken);
            var run = await reads.FindAsync(command.Id, cancellationToken) ?? throw RunView.NotFound();
            if (cancelled is { HasEnded: true })
                await requests.RescheduleAsync(
                    number,
                    await NextDueAsync(number, run, cancellationToken),
                    cancellationToken
                );
            return RunView.Of(run);
        }

        /// <summary>A sync that was cancelled is made up for at its next time; for other runs, the last sync counts.</summary>
        private async Task<DateTimeOffset?> NextDueAsync(int number, RunState run, CancellationToken cancellationToken)
        {
            var connection = await lookup.FindAsync(run.Connection, cancellationToken);
            var workspace = await workspaces.GetAsync(cancellationToken);
            var now = clock.GetUtcNow();
            var last = run.Kind is RunKind.Scheduled or RunKind.Manual
                ? now
                : await requests.LastSyncAsync(number, cancellationToken);
            var next = cadences.Next(
                connection.Schedule ?? "manual",
                connection.ScheduleZone ?? workspace.TimeZone,
                connection.Id,
                last ?? now
            );
            return last is null && next is not null ? now : next;
        }
    }
}
