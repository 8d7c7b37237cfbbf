using Microsoft.Extensions.DependencyInjection;
using Nexus.Application.Syncing;
using Nexus.Domain.Workspaces;
using Nexus.Infrastructure.Storage.Syncing;
using Npgsql;
using static Nexus.Infrastructure.Storage.Parameters;

namespace Nexus.Infrastructure.Storage.Jobs;

/// <param name="source">The pool of <c>nexus_dispatcher</c>.</param>
internal sealed class Dispatcher([FromKeyedServices(DispatcherPool.Key)] NpgsqlDataSource source) : IDispatcher
{
    public async Task<IReadOnlyList<WorkspaceId>> ListWorkspacesAsync(CancellationToken cancellationToken)
    {
        await using var list = source.CreateCommand("select nexus.list_workspaces() order by 1");
        var workspaces = new List<WorkspaceId>();
        await using var reader = await list.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            workspaces.Add(new(reader.GetInt32(0)));
        return workspaces;
    }

    public async Task<IReadOnlyList<ClaimedWork>> ClaimWorkAsync(
        string node,
        int most,
        TimeSpan lease,
        CancellationToken cancellationToken
    )
    {
        await using var claim = source.CreateCommand(
            "select workspace_id, item_id, fence from nexus.claim_work($1, $2, $3)"
        );
        claim.Parameters.Add(Text(node));
        claim.Parameters.Add(Number(most));
        claim.Parameters.Add(new NpgsqlParameter<TimeSpan> { TypedValue = lease });
        var claimed = new List<ClaimedWork>();
        await using var reader = await claim.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            claimed.Add(new(new WorkspaceId(reader.GetInt32(0)), reader.GetGuid(1), reader.GetInt64(2)));
        return claimed;
    }
}
