using MediatR;
using Nexus.Application.Authorisation;
using Nexus.Application.Pipeline;
using Nexus.Application.Storage;

namespace Nexus.Application.Features.People;

/// <summary>Where the person who asks is signed in, the last used first.</summary>
public static class ListSessions
{
    [Needs(Right.Person)]
    public sealed record Query : IProcess<IReadOnlyList<Answer>>;

    /// <param name="IsThis">Whether it is the browser that asks.</param>
    public sealed record Answer(Session Session, bool IsThis);

    internal sealed class Handler(ISessions sessions, IWorkspaceScope scope)
        : IRequestHandler<Query, IReadOnlyList<Answer>>
    {
        public async Task<IReadOnlyList<Answer>> Handle(Query query, CancellationToken cancellationToken)
        {
            var person = scope.SignedIn();
            var found = await sessions.ListAsync(person.Id, cancellationToken);
            return [.. found.Select(session => new Answer(session, session.Id == person.Session))];
        }
    }
}
