using System.Data;
using Microsoft.EntityFrameworkCore;
using Nexus.Domain.Workspaces;
using Npgsql;

namespace Nexus.Infrastructure.Storage;

/// <summary>
/// The door to tenant data: one connection with one open transaction whose first statement set the workspace. Rolled
/// back unless committed.
/// </summary>
internal sealed class WorkspaceSession : IAsyncDisposable
{
    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlTransaction _transaction;
    private NexusDb? _db;

    private WorkspaceSession(
        NpgsqlConnection connection,
        NpgsqlTransaction transaction,
        WorkspaceId workspace,
        bool isReadOnly
    )
    {
        IsReadOnly = isReadOnly;
        _connection = connection;
        _transaction = transaction;
        Workspace = workspace;
    }

    public WorkspaceId Workspace { get; }

    /// <summary>Whether it refuses writes, and so sees one snapshot from its first statement to its last.</summary>
    public bool IsReadOnly { get; }

    /// <summary>For COPY, which takes no command; the transaction is open on it.</summary>
    public NpgsqlConnection Connection => _connection;

    /// <summary>Entity Framework over the same transaction.</summary>
    public NexusDb Db => _db ??= OpenDb();

    /// <param name="source">The pool of the unprivileged application role.</param>
    /// <param name="workspace">Whose rows the transaction may see and write.</param>
    /// <param name="readOnly">True refuses writes and reads one consistent snapshot.</param>
    /// <exception cref="NpgsqlException">The server cannot be reached.</exception>
    public static async Task<WorkspaceSession> OpenAsync(
        NpgsqlDataSource source,
        WorkspaceId workspace,
        bool readOnly,
        CancellationToken cancellationToken
    )
    {
        var connection = await source.OpenConnectionAsync(cancellationToken);
        try
        {
            var transaction = await connection.BeginTransactionAsync(
                readOnly ? IsolationLevel.RepeatableRead : IsolationLevel.ReadCommitted,
                cancellationToken
            );
            await using var enter = new NpgsqlCommand(
                "select set_config('nexus.workspace_id', $1, true), set_config('transaction_read_only', $2, true)",
                connection,
                transaction
            );
            enter.Parameters.Add(new NpgsqlParameter<string> { TypedValue = workspace.ToString() });
            enter.Parameters.Add(new NpgsqlParameter<string> { TypedValue = readOnly ? "on" : "off" });
            // Every request begins with it: parsing and planning it anew would cost more than running it.
            await enter.PrepareAsync(cancellationToken);
            await enter.ExecuteNonQueryAsync(cancellationToken);
            return new WorkspaceSession(connection, transaction, workspace, readOnly);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>A command inside the transaction. Parameters are positional: <c>$1</c>, <c>$2</c> …</summary>
    public NpgsqlCommand Command(string sql, params ReadOnlySpan<NpgsqlParameter> parameters)
    {
        var command = new NpgsqlCommand(sql, _connection, _transaction);
        foreach (var parameter in parameters)
            command.Parameters.Add(parameter);
        return command;
    }

    /// <summary>Several commands that travel in one round trip.</summary>
    public NpgsqlBatch Batch() => new(_connection, _transaction);

    /// <remarks>Takes no token: a commit that is cut off midway would leave open whether it happened.</remarks>
    public Task CommitAsync() => _transaction.CommitAsync(CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        if (_db is not null)
            await _db.DisposeAsync();
        await _transaction.DisposeAsync();
        await _connection.DisposeAsync();
    }

    private NexusDb OpenDb()
    {
        var options = new DbContextOptionsBuilder<NexusDb>()
            .UseNpgsql(_connection)
            .AddInterceptors(TransactionRequired.Instance)
            .Options;
        var db = new NexusDb(options);
        db.Database.AutoTransactionBehavior = AutoTransactionBehavior.Always;
        db.Database.UseTransaction(_transaction);
        return db;
    }
}
