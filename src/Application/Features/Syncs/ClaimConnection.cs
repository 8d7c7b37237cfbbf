using MediatR;
using Nexus.Application.Authorisation;
using Nexus.Application.Features.Connections;
using Nexus.Application.Pipeline;
using Nexus.Application.Syncing;

namespace Nexus.Application.Features.Syncs;

/// <summary>Takes one connection that is due for this process, for where no scheduler runs that would.</summary>
public static class ClaimConnection
{
    [Needs(Right.System)]
    public sealed record Command(Guid Connection) : ICommand<Answer>;

    /// <param name="Lease">What to run with; null where it is not due, waits for its provider, or is held by another node.</param>
    public sealed record Answer(SyncLease? Lease);

    internal sealed class Handler(ConnectionLookup lookup, IRunRequests requests) : IRequestHandler<Command, Answer>
    {
        public async Task<Answer> Handle(Command command, CancellationToken cancellationToken) =>
            new(
                await requests.ClaimAsync(
                    await lookup.NumberOfConnectedAsync(command.Connection, cancellationToken),
                    cancellationToken
                )
            );
    }
}
