using MediatR;
using Nexus.Application.Authorisation;
using Nexus.Application.Integrations;
using Nexus.Application.Pipeline;
using Nexus.Application.Storage;

namespace Nexus.Application.Features.Connections;

/// <summary>The accounts that a grant reaches, for whoever has to choose one of them.</summary>
public static class DiscoverAccounts
{
    /// <summary>More than anybody chooses from.</summary>
    internal const int Most = 1000;

    [Needs(Right.Read)]
    public sealed record Query(string Provider, Guid Grant) : IProcess<Answer>;

    /// <param name="Setting">Name of the setting that takes the chosen account's id.</param>
    public sealed record Answer(string Setting, IReadOnlyList<ProviderAccount> Accounts);

    internal sealed class Handler(
        Connectors connectors,
        AccountDiscovery accounts,
        ConnectionGrants grants,
        IWorkspaceTransactions transactions
    ) : IRequestHandler<Query, Answer>
    {
        public async Task<Answer> Handle(Query query, CancellationToken cancellationToken)
        {
            if (connectors.Find(query.Provider) is not (IOffersAccounts offers and IConnectorModule module))
                throw new RefusedException(
                    RefusalKind.NotFound,
                    "provider_without_accounts",
                    "There is no provider of this key whose accounts could be listed."
                );
            var grant = await transactions.ReadAsync(
                token => grants.FindAsync(module, query.Grant, token),
                cancellationToken
            );
            var nothing = new ConnectionContext(
                Guid.Empty,
                ConnectionRules.NoSettings,
                new Dictionary<string, Domain.Integrations.Secret>(),
                AccountId: null
            );
            var found = await accounts.ListAsync(offers, grants.With(nothing, grant), Most, cancellationToken);
            return new(offers.AccountSetting, found);
        }
    }
}
