using MediatR;
using Nexus.Application.Authorisation;
using Nexus.Application.Storage;
using Nexus.Application.Syncing;

namespace Nexus.Host.Scheduling;

/// <summary>Sends one command after the other on behalf of every workspace, each in a scope and a transaction of its own.</summary>
internal sealed class EachWorkspace(IDispatcher dispatcher, IServiceScopeFactory scopes, ILogger<EachWorkspace> log)
{
    /// <summary>A workspace whose command fails is logged and passed over.</summary>
    public async Task SendAsync<T>(Func<IRequest<T>> command, CancellationToken cancellationToken)
    {
        foreach (var workspace in await dispatcher.ListWorkspacesAsync(cancellationToken))
        {
            await using var scope = scopes.CreateAsyncScope();
            scope.ServiceProvider.GetRequiredService<IWorkspaceScope>().Enter(workspace, "system", Rights.System);
            try
            {
                await scope.ServiceProvider.GetRequiredService<IMediator>().Send(command(), cancellationToken);
            }
            catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
            {
                log.LogError(failure, "A system job failed for workspace {Workspace}", workspace);
            }
        }
    }
}
