using MediatR;
using Nexus.Application.Authorisation;
using Nexus.Application.Pipeline;
using Nexus.Application.Storage;

namespace Nexus.Application.Features.Connections;

/// <summary>How much the connections of the workspace have read lately, by their ids.</summary>
public static class ListConnectionReads
{
    /// <summary>How far back is counted.</summary>
    public const int Days = 30;

    [Needs(Right.Read)]
    public sealed record Query : IQuery<IReadOnlyDictionary<Guid, ConnectionReads>>;

    internal sealed class Handler(IIntegrationRuns runs, TimeProvider clock)
        : IRequestHandler<Query, IReadOnlyDictionary<Guid, ConnectionReads>>
    {
        public Task<IReadOnlyDictionary<Guid, ConnectionReads>> Handle(
            Query query,
            CancellationToken cancellationToken
        ) => runs.CountReadsAsync(clock.GetUtcNow().AddDays(-Days), cancellationToken);
    }
}
