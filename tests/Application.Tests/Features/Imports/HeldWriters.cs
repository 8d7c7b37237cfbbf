using Nexus.Domain.Workspaces;
using Nexus.Testing;
using Npgsql;

namespace Nexus.Application.Tests.Features.Imports;

/// <summary>A transaction that keeps every writer of a workspace waiting.</summary>
public sealed class HeldWriters : IAsyncDisposable
{
    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlTransaction _transaction;
    private readonly WorkspaceId _workspace;

    private HeldWriters(NpgsqlConnection connection, NpgsqlTransaction transaction, WorkspaceId workspace)
    {
        _connection = connection;
        _transaction = transaction;
        _workspace = workspace;
    }

    public static async Task<HeldWriters> TakeAsync(NpgsqlDataSource app, WorkspaceId workspace)
    {
        var connection = await app.OpenConnectionAsync();
        var held = new HeldWriters(connection, await connection.BeginTransactionAsync(), workspace);
        await held.AskAsync("select pg_advisory_xact_lock($1, 0)");
        return held;
    }

    /// <summary>Returns once a writer waits.</summary>
    public Task WaitForOneAsync() =>
        Eventually.IsTrueAsync(async () =>
            await AskAsync(
                "select exists (select from pg_locks where locktype = 'advisory' and classid = $1::int::oid and objid = 0 and not granted)"
            )
                is true
        );

    public Task ReleaseAsync() => _transaction.RollbackAsync();

    public async ValueTask DisposeAsync()
    {
        await _transaction.DisposeAsync();
        await _connection.DisposeAsync();
    }

    private async Task<object?> AskAsync(string sql)
    {
        await using var ask = new NpgsqlCommand(sql, _connection, _transaction);
        ask.Parameters.Add(new NpgsqlParameter<int> { TypedValue = _workspace.Value });
        return await ask.ExecuteScalarAsync();
    }
}
