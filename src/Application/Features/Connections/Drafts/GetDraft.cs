using MediatR;
using Nexus.Application.Authorisation;
using Nexus.Application.Pipeline;
using Nexus.Application.Storage;

namespace Nexus.Application.Features.Connections.Drafts;

/// <summary>What the caller has begun to connect of a provider.</summary>
public static class GetDraft
{
    /// <summary>Answers null where nothing was begun, or it is too long ago.</summary>
    [Needs(Right.Admin)]
    public sealed record Query(string Provider) : IQuery<DraftView?>;

    internal sealed class Handler(DraftLookup lookup, IConnectionDrafts drafts) : IRequestHandler<Query, DraftView?>
    {
        public async Task<DraftView?> Handle(Query query, CancellationToken cancellationToken)
        {
            lookup.ModuleOf(query.Provider);
            return await drafts.FindAsync(query.Provider, cancellationToken) is { } draft ? DraftView.Of(draft) : null;
        }
    }
}
