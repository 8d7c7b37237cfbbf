using MediatR;
using Nexus.Application.Authorisation;
using Nexus.Application.Pipeline;
using Nexus.Application.Storage;

namespace Nexus.Application.Features.People;

/// <summary>The links of the caller's workspace that may still be used, the newest first; not the links themselves.</summary>
public static class ListInvitations
{
    [Needs(Right.Admin)]
    public sealed record Query : IQuery<IReadOnlyList<Invitation>>;

    internal sealed class Handler(IInvitations invitations) : IRequestHandler<Query, IReadOnlyList<Invitation>>
    {
        public Task<IReadOnlyList<Invitation>> Handle(Query query, CancellationToken cancellationToken) =>
            invitations.ListOpenAsync(cancellationToken);
    }
}
