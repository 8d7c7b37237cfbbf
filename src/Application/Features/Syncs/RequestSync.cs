using MediatR;
using Nexus.Application.Authorisation;
using Nexus.Application.Pipeline;
using Nexus.Application.Storage;
using Nexus.Application.Syncing;
using Nexus.Domain.Integrations;

namespace Nexus.Application.Features.Syncs;

/// <summary>
/// Has a connection synced now, before anything that is merely scheduled. While such a run waits or is under way, it is the
/// answer. Where the provider named a time before which it will not be asked, the run waits for it.
/// </summary>
public static class RequestSync
{
    [Needs(Right.Write)]
    public sealed record Command(Guid Connection) : IProcess<RequestedRun>;

    internal sealed class Handler(RunRequesting requesting, IWorkspaceScope scope)
        : IRequestHandler<Command, RequestedRun>
    {
        private static readonly RunKind[] Same = [RunKind.Manual, RunKind.Scheduled];

        public async Task<RequestedRun> Handle(Command command, CancellationToken cancellationToken)
        {
            var request = new RunRequest(RunKind.Manual, RunLane.Interactive, scope.Actor);
            return new(
                await requesting.QueueAsync(
                    command.Connection,
                    Same,
                    (_, _) => Task.FromResult(request),
                    refuse: null,
                    cancellationToken
                )
            );
        }
    }
}
