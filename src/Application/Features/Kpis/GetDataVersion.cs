using MediatR;
using Nexus.Application.Authorisation;
using Nexus.Application.Pipeline;
using Nexus.Application.Storage;

namespace Nexus.Application.Features.Kpis;

/// <summary>Reads only what an ETag is made of, to tell a caller cheaply that nothing has changed.</summary>
public static class GetDataVersion
{
    [Needs(Right.Read)]
    public sealed record Query : ISeriesQuery<Answer>;

    /// <param name="Clock">The local hour; part of the tags of answers that change as time passes.</param>
    public sealed record Answer(DataVersion Version, string Clock);

    internal sealed class Handler(IKpiReads reads, TimeProvider clock) : IRequestHandler<Query, Answer>
    {
        public async Task<Answer> Handle(Query query, CancellationToken cancellationToken)
        {
            var version = DataVersion.Of(await reads.WorkspaceAsync(last: true, cancellationToken));
            return new Answer(version, version.Clock(clock.GetUtcNow()));
        }
    }
}
