using MediatR;
using Nexus.Application.Authorisation;
using Nexus.Application.Pipeline;
using Nexus.Application.Storage;

namespace Nexus.Application.Features.People;

/// <summary>Takes the browser that asks to another workspace of its person, with all of its tabs.</summary>
public static class SwitchWorkspace
{
    /// <param name="Id">Public id.</param>
    /// <exception cref="RefusedException"><c>workspace_not_found</c> (not found): there is none, or it is not theirs.</exception>
    [Needs(Right.Person)]
    public sealed record Command(Guid Id) : IProcess<JoinedWorkspace>;

    internal sealed class Handler(IMembershipDirectory memberships, ISessions sessions, IWorkspaceScope scope)
        : IRequestHandler<Command, JoinedWorkspace>
    {
        public async Task<JoinedWorkspace> Handle(Command command, CancellationToken cancellationToken)
        {
            var person = scope.SignedIn();
            var joined = await memberships.ListAsync(person.Id, cancellationToken);
            var wanted =
                joined.FirstOrDefault(workspace => workspace.PublicId == command.Id)
                ?? throw new RefusedException(
                    RefusalKind.NotFound,
                    "workspace_not_found",
                    "You are a member of no such workspace."
                );
            await sessions.MoveAsync(person.Id, person.Session, wanted.Id, cancellationToken);
            return wanted;
        }
    }
}
