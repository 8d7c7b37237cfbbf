using Nexus.Application.Storage;
using Nexus.Domain.Workspaces;
using Npgsql;
using static Nexus.Infrastructure.Storage.Parameters;

namespace Nexus.Infrastructure.Storage.Webhooks;

internal sealed class ConnectionDirectory(NpgsqlDataSource source) : IConnectionDirectory
{
    public async Task<WorkspaceId?> FindWorkspaceAsync(Guid connection, CancellationToken cancellationToken)
    {
        await using var find = source.CreateCommand("select nexus.find_connection($1)");
        find.Parameters.Add(Id(connection));
        return await find.ExecuteScalarAsync(cancellationToken) is int workspace ? new WorkspaceId(workspace) : null;
    }
}
