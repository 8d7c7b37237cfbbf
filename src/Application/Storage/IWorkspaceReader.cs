using Nexus.Domain.Workspaces;

namespace Nexus.Application.Storage;

/// <summary>The workspace of the transaction that is open.</summary>
public interface IWorkspaceReader
{
    Task<Workspace> GetAsync(CancellationToken cancellationToken);
}
