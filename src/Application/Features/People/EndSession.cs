using MediatR;
using Nexus.Application.Authorisation;
using Nexus.Application.Pipeline;
using Nexus.Application.Storage;

namespace Nexus.Application.Features.People;

/// <summary>Signs the person who asks out elsewhere: at once on this node, within a second on every other.</summary>
public static class EndSession
{
    /// <param name="Id">The session; null for all but the one that asks.</param>
    /// <exception cref="RefusedException"><c>session_not_found</c> (not found).</exception>
    [Needs(Right.Person)]
    public sealed record Command(Guid? Id) : IProcess<Unit>;

    internal sealed class Handler(ISessions sessions, IWorkspaceScope scope) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken cancellationToken)
        {
            var person = scope.SignedIn();
            if (command.Id is not { } id)
                await sessions.EndOthersAsync(person.Id, person.Session, cancellationToken);
            else if (!await sessions.EndAsync(person.Id, id, cancellationToken))
                throw new RefusedException(
                    RefusalKind.NotFound,
                    "session_not_found",
                    "There is no such session of yours; it may have ended."
                );
            return Unit.Value;
        }
    }
}
