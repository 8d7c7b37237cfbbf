using MediatR;
using Nexus.Application.Authorisation;
using Nexus.Application.Integrations;
using Nexus.Application.Pipeline;

namespace Nexus.Application.Features.Connections.Drafts;

/// <summary>The accounts that a draft's access reaches, of which its connection is to read one.</summary>
public static class ListDraftAccounts
{
    /// <summary>Answers null where the provider has nothing to choose from.</summary>
    [Needs(Right.Admin)]
    public sealed record Query(string Provider) : IProcess<DiscoverAccounts.Answer?>;

    internal sealed class Handler(DraftLookup lookup, AccountDiscovery accounts)
        : IRequestHandler<Query, DiscoverAccounts.Answer?>
    {
        public async Task<DiscoverAccounts.Answer?> Handle(Query query, CancellationToken cancellationToken)
        {
            if (lookup.ModuleOf(query.Provider) is not IOffersAccounts offers)
                return null;
            var open = await lookup.OpenAsync(query.Provider, cancellationToken);
            var context = lookup.ContextOf(open with { Draft = open.Draft with { Settings = null } });
            return new(
                offers.AccountSetting,
                await accounts.ListAsync(offers, context, DiscoverAccounts.Most, cancellationToken)
            );
        }
    }
}
