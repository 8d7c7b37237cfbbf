using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Nexus.Application.Authorisation;
using Nexus.Application.Integrations;
using Nexus.Application.Storage;
using Nexus.Domain.Integrations;
using Nexus.Domain.Workspaces;

namespace Nexus.Application.OAuth;

/// <summary>Hands adapters the access that was granted; however many of them ask at once, a node asks once.</summary>
public sealed class GrantedAccesses(Connectors connectors, IOAuthClients clients, IServiceScopeFactory scopes)
{
    private readonly IOAuthClients _clients = clients;
    private readonly ConcurrentDictionary<(WorkspaceId Workspace, int Grant), Lazy<Task<Secret>>> _asked = new();

    /// <returns>Null where the provider grants no access.</returns>
    /// <param name="grant">Its number.</param>
    public IGrantedAccess? Of(WorkspaceId workspace, string provider, int grant) =>
        connectors.Find(provider) is IAuthorisesByOAuth module ? new Access(this, workspace, module, grant) : null;

    private async Task<Secret> TokenAsync(Access access, Secret? refused, CancellationToken cancellationToken)
    {
        while (true)
        {
            var asked = _asked.GetOrAdd(
                (access.Workspace, access.Grant),
                _ => new Lazy<Task<Secret>>(() => Task.Run(() => AskAsync(access, refused), CancellationToken.None))
            );
            var token = await asked.Value.WaitAsync(cancellationToken);
            // Somebody may have asked before the provider refused it.
            if (token.Reveal() != refused?.Reveal())
                return token;
        }
    }

    /// <remarks>In a scope of its own: an adapter may ask in the middle of whatever its run is doing.</remarks>
    private async Task<Secret> AskAsync(Access access, Secret? refused)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            scope.ServiceProvider.GetRequiredService<IWorkspaceScope>().Enter(access.Workspace, "oauth", Rights.System);
            return await scope
                .ServiceProvider.GetRequiredService<GrantRenewal>()
                .TokenAsync(access.Provider, access.Grant, refused, CancellationToken.None);
        }
        finally
        {
            _asked.TryRemove((access.Workspace, access.Grant), out _);
        }
    }

    private sealed class Access(GrantedAccesses all, WorkspaceId workspace, IAuthorisesByOAuth provider, int grant)
        : IGrantedAccess
    {
        public WorkspaceId Workspace { get; } = workspace;
        public IAuthorisesByOAuth Provider { get; } = provider;
        public int Grant { get; } = grant;

        public OAuthClient Client => all._clients.Get(Provider);

        public Task<Secret> TokenAsync(Secret? refused, CancellationToken cancellationToken) =>
            all.TokenAsync(this, refused, cancellationToken);
    }
}
