using Nexus.Application;
using Nexus.Application.Storage;
using Nexus.Domain.Workspaces;
using Nexus.Infrastructure.Storage.Rows;
using Npgsql;
using static Nexus.Infrastructure.Storage.Parameters;

namespace Nexus.Infrastructure.Storage;

internal sealed class WorkspaceStore(
    NpgsqlDataSource source,
    WorkspaceTransactions transactions,
    IWorkspaceReader reader,
    TimeProvider clock
) : IWorkspaces
{
    public async Task<WorkspaceId> NextIdAsync(CancellationToken cancellationToken)
    {
        await using var next = source.CreateCommand("select nextval('nexus.workspace_workspace_id_seq')::int");
        return new((int)(await next.ExecuteScalarAsync(cancellationToken))!);
    }

    public async Task<WorkspaceId?> FindFirstAsync(CancellationToken cancellationToken)
    {
        await using var find = source.CreateCommand("select nexus.first_workspace()");
        return await find.ExecuteScalarAsync(cancellationToken) is int id ? new WorkspaceId(id) : null;
    }

    public async Task<WorkspaceId?> FindAsync(Guid publicId, CancellationToken cancellationToken)
    {
        await using var find = source.CreateCommand("select nexus.find_workspace($1)");
        find.Parameters.Add(Id(publicId));
        return await find.ExecuteScalarAsync(cancellationToken) is int id ? new WorkspaceId(id) : null;
    }

    public async Task<T> AloneAsync<T>(Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var take = new NpgsqlCommand(
            "select pg_advisory_xact_lock(hashtext('nexus.first_start'))",
            connection,
            transaction
        );
        await take.ExecuteNonQueryAsync(cancellationToken);
        return await work(cancellationToken);
    }

    public async Task AddAsync(Workspace workspace, CancellationToken cancellationToken)
    {
        var db = transactions.Current.Db;
        db.Workspaces.Add(
            new WorkspaceRow
            {
                WorkspaceId = workspace.Id.Value,
                PublicId = workspace.PublicId,
                Name = workspace.Name,
                TimeZone = workspace.TimeZone,
                Currency = workspace.Currency,
                WeekStart = (short)workspace.WeekStart,
                DataVersion = workspace.DataVersion,
                CreatedAt = clock.GetUtcNow(),
            }
        );
        await db.SaveChangesAsync(cancellationToken);
    }

    public async Task HoldWritersAsync(CancellationToken cancellationToken)
    {
        await using var hold = transactions.Current.Command(
            WriterLocks.KeepOut,
            Number(transactions.Current.Workspace.Value)
        );
        hold.CommandTimeout = 0;
        await hold.ExecuteNonQueryAsync(cancellationToken);
    }

    public async Task<Workspace> LockAsync(CancellationToken cancellationToken)
    {
        await using var hold = transactions.Current.Command(
            "select from nexus.workspace where workspace_id = $1 for no key update",
            Number(transactions.Current.Workspace.Value)
        );
        await hold.ExecuteNonQueryAsync(cancellationToken);
        return await reader.GetAsync(cancellationToken);
    }

    public async Task<Workspace> ChangeAsync(Workspace before, Workspace after, CancellationToken cancellationToken)
    {
        var session = transactions.Current;
        if (after.TimeZone != before.TimeZone)
            await MoveHoursAsync(session, after.TimeZone, cancellationToken);
        await using var change = session.Command(
            """
            update nexus.workspace set name = $2, time_zone = $3, currency = $4, week_start = $5,
                                       data_version = data_version + 1
            where workspace_id = $1 returning data_version
            """,
            Number(after.Id.Value),
            Text(after.Name),
            Text(after.TimeZone),
            Text(after.Currency),
            new NpgsqlParameter<short> { TypedValue = (short)after.WeekStart }
        );
        return after with { DataVersion = (long)(await change.ExecuteScalarAsync(cancellationToken))! };
    }

    private static async Task MoveHoursAsync(
        WorkspaceSession session,
        string timeZone,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await HourlyRollups.RebuildAsync(session, timeZone, cancellationToken);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InvalidParameterValue)
        {
            throw new RefusedException(
                RefusalKind.Unprocessable,
                "unknown_time_zone",
                $"The database does not know the time zone '{timeZone}'."
            );
        }
    }
}
