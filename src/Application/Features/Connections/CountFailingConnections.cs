using MediatR;
using Nexus.Application.Authorisation;
using Nexus.Application.Pipeline;
using Nexus.Application.Storage;

namespace Nexus.Application.Features.Connections;

/// <summary>Counts the connections that go on only once a person has done something: signed in anew, or mended a setting.</summary>
public static class CountFailingConnections
{
    [Needs(Right.Read)]
    public sealed record Query : IQuery<int>;

    internal sealed class Handler(IConnections connections) : IRequestHandler<Query, int>
    {
        public Task<int> Handle(Query query, CancellationToken cancellationToken) =>
            connections.CountFailingAsync(cancellationToken);
    }
}
