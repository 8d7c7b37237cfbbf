using MediatR;
using Nexus.Application.Authorisation;
using Nexus.Application.Pipeline;

namespace Nexus.Application.Features.Connections;

/// <summary>One connection of the workspace.</summary>
public static class GetConnection
{
    [Needs(Right.Read)]
    public sealed record Query(Guid Id) : IQuery<ConnectionView>;

    internal sealed class Handler(ConnectionLookup lookup) : IRequestHandler<Query, ConnectionView>
    {
        public async Task<ConnectionView> Handle(Query query, CancellationToken cancellationToken) =>
            lookup.View(await lookup.FindAsync(query.Id, cancellationToken));
    }
}
