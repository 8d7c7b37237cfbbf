using Nexus.Application.Storage;
using Nexus.Domain.Workspaces;
using Npgsql;
using static Nexus.Infrastructure.Storage.Parameters;

namespace Nexus.Infrastructure.Storage.Dashboards;

internal sealed class ShareDirectory(NpgsqlDataSource source) : IShareDirectory
{
    public async Task<WorkspaceId?> FindWorkspaceAsync(byte[] hash, CancellationToken cancellationToken)
    {
        await using var find = source.CreateCommand("select nexus.find_share_link($1)");
        find.Parameters.Add(Bytes(hash));
        return await find.ExecuteScalarAsync(cancellationToken) is int workspace ? new WorkspaceId(workspace) : null;
    }
}
