using Nexus.Application.Integrations;
using Nexus.Application.Storage;
using Npgsql;
using NpgsqlTypes;
using static Nexus.Infrastructure.Storage.Parameters;

namespace Nexus.Infrastructure.Storage.Jobs;

internal sealed class ProjectionQueue(WorkspaceTransactions transactions, Connectors connectors) : IProjectionQueue
{
    public async Task MarkAllAsync(CancellationToken cancellationToken)
    {
        await using var hold = transactions.Current.Command(WriterLocks.KeepOut, Workspace);
        hold.CommandTimeout = 0;
        await hold.ExecuteNonQueryAsync(cancellationToken);
        await MarkAsync((Guid?)null, cancellationToken);
    }

    public Task MarkAsync(Guid connection, CancellationToken cancellationToken) =>
        MarkAsync((Guid?)connection, cancellationToken);

    private NpgsqlParameter Workspace => Number(transactions.Current.Workspace.Value);

    /// <remarks>A connection without records has nothing to project, and its first sync marks its own days.</remarks>
    private async Task MarkAsync(Guid? connection, CancellationToken cancellationToken)
    {
        await using var batch = transactions.Current.Batch();
        foreach (var module in connectors.All.Where(module => module.Projections.Count > 0))
        {
            batch.Add(
                """
                insert into nexus.projection_dirty (workspace_id, connection_id, projection, first_day, last_day)
                select c.workspace_id, c.connection_id, p.name, date '1970-01-01', current_date + 1
                from nexus.connection c cross join unnest($3) p(name)
                where c.workspace_id = $1 and c.provider = $2 and ($4 is null or c.public_id = $4)
                  and exists (select from nexus.source_record r
                              where r.workspace_id = c.workspace_id and r.connection_id = c.connection_id)
                on conflict (workspace_id, connection_id, projection) do update
                set first_day = least(projection_dirty.first_day, excluded.first_day),
                    last_day = greatest(projection_dirty.last_day, excluded.last_day)
                """,
                Workspace,
                Text(module.Descriptor.Key),
                new NpgsqlParameter<string[]> { TypedValue = [.. module.Projections.Select(each => each.Name)] },
                IdOrNull(connection)
            );
            batch.Add(
                """
                update nexus.sync_schedule s set next_due = now(), lane = least(s.lane, 1)
                from nexus.connection c
                where s.workspace_id = $1 and s.provider = $2 and (s.next_due is null or s.next_due > now())
                  and c.workspace_id = $1 and c.connection_id = s.connection_id and ($3 is null or c.public_id = $3)
                """,
                Workspace,
                Text(module.Descriptor.Key),
                IdOrNull(connection)
            );
        }
        if (batch.BatchCommands.Count > 0)
            await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    private static NpgsqlParameter IdOrNull(Guid? id) =>
        new() { NpgsqlDbType = NpgsqlDbType.Uuid, Value = (object?)id ?? DBNull.Value };
}
