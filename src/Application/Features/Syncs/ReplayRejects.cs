using MediatR;
using Nexus.Application.Authorisation;
using Nexus.Application.Pipeline;
using Nexus.Application.Storage;
using Nexus.Application.Syncing;
using Nexus.Domain.Integrations;

namespace Nexus.Application.Features.Syncs;

/// <summary>Has the records that a connection rejected mapped again, as after an upgrade that understands them.</summary>
public static class ReplayRejects
{
    [Needs(Right.Write)]
    public sealed record Command(Guid Connection) : IProcess<RequestedRun>;

    internal sealed class Handler(RunRequesting requesting, IRejectedRecords rejects, IWorkspaceScope scope)
        : IRequestHandler<Command, RequestedRun>
    {
        public async Task<RequestedRun> Handle(Command command, CancellationToken cancellationToken) =>
            new(
                await requesting.QueueAsync(
                    command.Connection,
                    [RunKind.Replay],
                    async (number, token) =>
                        (await rejects.ListAsync(number, after: 0, limit: 1, token)).Count > 0
                            ? new RunRequest(RunKind.Replay, RunLane.Interactive, scope.Actor)
                            : throw new RefusedException(
                                RefusalKind.Conflict,
                                "nothing_rejected",
                                "This connection holds no rejected record that is not resolved, so there is nothing to try again."
                            ),
                    refuse: null,
                    cancellationToken
                )
            );
    }
}
