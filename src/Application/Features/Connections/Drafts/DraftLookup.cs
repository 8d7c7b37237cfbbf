using Nexus.Application.Integrations;
using Nexus.Application.OAuth;
using Nexus.Application.Storage;

namespace Nexus.Application.Features.Connections.Drafts;

/// <summary>Finds what is about to be connected, and makes it ready to be asked at its provider.</summary>
internal sealed class DraftLookup(
    Connectors connectors,
    IConnectionDrafts drafts,
    ConnectionGrants grants,
    IWorkspaceTransactions transactions
)
{
    /// <exception cref="RefusedException">There is no such provider to connect to.</exception>
    public IConnectorModule ModuleOf(string provider) =>
        connectors.Find(provider)
        ?? throw new RefusedException(
            RefusalKind.NotFound,
            "unknown_provider",
            "There is no such provider to connect to. GET /providers lists them; files are uploaded to /imports."
        );

    /// <summary>A draft with its grant, in a transaction of its own.</summary>
    /// <exception cref="RefusedException">Nothing was begun, it is too long ago, or its access has ended.</exception>
    public async Task<OpenDraft> OpenAsync(string provider, CancellationToken cancellationToken)
    {
        var module = ModuleOf(provider);
        return await transactions.ReadAsync(
            async token =>
            {
                var draft = await drafts.FindAsync(provider, token) ?? throw Missing(module.Descriptor);
                return new OpenDraft(module, draft, await GrantOfAsync(module, draft, token));
            },
            cancellationToken
        );
    }

    /// <summary>What an adapter is opened with for a draft.</summary>
    public ConnectionContext ContextOf(OpenDraft open) =>
        grants.With(
            new ConnectionContext(
                Guid.Empty,
                open.Draft.Settings ?? ConnectionRules.NoSettings,
                open.Draft.Credentials,
                AccountId: null
            ),
            open.Grant
        );

    private async Task<Grant?> GrantOfAsync(
        IConnectorModule module,
        ConnectionDraft draft,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await grants.FindAsync(module, draft.Grant, cancellationToken);
        }
        catch (RefusedException refused) when (refused.Kind == RefusalKind.NotFound)
        {
            throw new RefusedException(
                RefusalKind.Conflict,
                "draft_access_ended",
                $"What was granted at {module.Descriptor.Name} has ended. Begin again with the first step."
            );
        }
    }

    private static RefusedException Missing(ProviderDescriptor provider) =>
        new(
            RefusalKind.Conflict,
            "draft_missing",
            $"Nothing about {provider.Name} is kept for you: it was connected or discarded, or a day has passed. Begin again with the first step."
        );
}

/// <summary>A draft with what it stands on.</summary>
internal sealed record OpenDraft(IConnectorModule Module, ConnectionDraft Draft, Grant? Grant);
