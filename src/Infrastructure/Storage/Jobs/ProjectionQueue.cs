using Nexus.Application.Integrations;
using Nexus.Application.Storage;
using Npgsql;
using static Nexus.Infrastructure.Storage.Parameters;

namespace Nexus.Infrastructure.Storage.Jobs;

internal sealed class ProjectionQueue(WorkspaceTransactions transactions, Connectors connectors) : IProjectionQueue
{
    /// <remarks>A connection without records has nothing to project, and its first sync marks its own days.</remarks>
    public async Task MarkAllAsync(CancellationToken cancellationToken)
    {
        var workspace = transactions.Current.Workspace.Value;
        await using var batch = transactions.Current.Batch();
        foreach (var module in connectors.All.Where(module => module.Projections.Count > 0))
        {
            batch.Add(
                """
                insert into nexus.projection_dirty (workspace_id, connection_id, projection, first_day, last_day)
                select c.workspace_id, c.connection_id, p.name, date '1970-01-01', current_date + 1
                from nexus.connection c cross join unnest($3) p(name)
                where c.workspace_id = $1 and c.provider = $2
                  and exists (select from nexus.source_record r
                              where r.workspace_id = c.workspace_id and r.connection_id = c.connection_id)
                on conflict (workspace_id, connection_id, projection) do update
                set first_day = least(projection_dirty.first_day, excluded.first_day),
                    last_day = greatest(projection_dirty.last_day, excluded.last_day)
                """,
                Number(workspace),
                Text(module.Descriptor.Key),
                new NpgsqlParameter<string[]> { TypedValue = [.. module.Projections.Select(each => each.Name)] }
            );
            batch.Add(
                """
                update nexus.sync_schedule s set next_due = now(), lane = least(s.lane, 1)
                where s.workspace_id = $1 and s.provider = $2 and (s.next_due is null or s.next_due > now())
                """,
                Number(workspace),
                Text(module.Descriptor.Key)
            );
        }
        if (batch.BatchCommands.Count > 0)
            await batch.ExecuteNonQueryAsync(cancellationToken);
    }
}
