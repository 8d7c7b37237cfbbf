using MediatR;
using Nexus.Application.Pipeline;
using Nexus.Application.Storage;

namespace Nexus.Application.Features.Connections;

/// <summary>One connection of the workspace.</summary>
public static class GetConnection
{
    public sealed record Query(Guid Id) : IQuery<Connection>;

    internal sealed class Handler(IConnections connections) : IRequestHandler<Query, Connection>
    {
        public async Task<Connection> Handle(Query query, CancellationToken cancellationToken) =>
            await connections.FindAsync(query.Id, cancellationToken)
            ?? throw new RefusedException(
                RefusalKind.NotFound,
                "connection_not_found",
                "There is no such connection in this workspace."
            );
    }
}
