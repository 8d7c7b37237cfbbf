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
    private const string Begin = "begin transaction isolation level repeatable read, read only";

    /// <remarks>
    /// With arrays for parameters the planner takes a plan that knows them for cheaper, and would plan each read anew for
    /// longer than it runs.
    /// </remarks>
    private const string EnterToRead =
        "select set_config('nexus.workspace_id', $1, true), set_config('plan_cache_mode', 'force_generic_plan', true)";

    private const string Enter =
        "select set_config('nexus.workspace_id', $1, true), set_config('transaction_read_only', $2, true)";

    private const string EnterToWrite = "select set_config('nexus.workspace_id', $1, true)";

    private readonly NpgsqlConnection _connection;
    private readonly List<Action> _afterCommit = [];
    private readonly bool _deferred;
    private NpgsqlTransaction? _transaction;
    private bool _begun;
    private NexusDb? _db;

    private WorkspaceSession(
        NpgsqlConnection connection,
        NpgsqlTransaction? transaction,
        WorkspaceId workspace,
        bool isReadOnly,
        bool begun
    )
    {
        IsReadOnly = isReadOnly;
        _connection = connection;
        _transaction = transaction;
        _begun = begun;
        _deferred = !begun;
        Workspace = workspace;
    }

    public WorkspaceId Workspace { get; }

    /// <summary>Whether it refuses writes, and so sees one snapshot from its first statement to its last.</summary>
    public bool IsReadOnly { get; }

    /// <summary>For COPY, which takes no command; the transaction is open on it.</summary>
    /// <exception cref="InvalidOperationException">
    /// No transaction is open yet, or it has been ended; only a deferred session has that.
    /// </exception>
    public NpgsqlConnection Connection =>
        _begun ? _connection : throw new InvalidOperationException("The next batch opens this transaction.");

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
            await using var enter = new NpgsqlCommand(Enter, connection, transaction);
            enter.Parameters.Add(Parameters.Text(workspace.ToString()));
            enter.Parameters.Add(Parameters.Text(readOnly ? "on" : "off"));
            // Every request begins with it: parsing and planning it anew would cost more than running it.
            await enter.PrepareAsync(cancellationToken);
            await enter.ExecuteNonQueryAsync(cancellationToken);
            return new WorkspaceSession(connection, transaction, workspace, readOnly, begun: true);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// A session that only reads, in one snapshot, and sends nothing before its first <see cref="ReadAsync"/>: that batch
    /// opens the transaction, and the last one can end it, so that a question takes one round trip.
    /// </summary>
    /// <exception cref="NpgsqlException">The server cannot be reached.</exception>
    public static async Task<WorkspaceSession> DeferAsync(
        NpgsqlDataSource source,
        WorkspaceId workspace,
        CancellationToken cancellationToken
    ) => new(await source.OpenConnectionAsync(cancellationToken), null, workspace, isReadOnly: true, begun: false);

    /// <summary>
    /// A session that writes, and sends nothing before its first <see cref="ReadAsync"/>: that batch opens the transaction
    /// and sets the workspace, and the last one can commit it, so that a change takes one round trip.
    /// </summary>
    /// <exception cref="NpgsqlException">The server cannot be reached.</exception>
    public static async Task<WorkspaceSession> DeferWritesAsync(
        NpgsqlDataSource source,
        WorkspaceId workspace,
        CancellationToken cancellationToken
    ) => new(await source.OpenConnectionAsync(cancellationToken), null, workspace, isReadOnly: false, begun: false);

    /// <summary>A command inside the transaction. Parameters are positional: <c>$1</c>, <c>$2</c> …</summary>
    public NpgsqlCommand Command(string sql, params ReadOnlySpan<NpgsqlParameter> parameters)
    {
        var command = new NpgsqlCommand(sql, Connection, _transaction);
        foreach (var parameter in parameters)
            command.Parameters.Add(parameter);
        return command;
    }

    /// <summary>IANA zone of the workspace, in which its days begin.</summary>
    public async Task<string> ZoneAsync(CancellationToken cancellationToken)
    {
        await using var zone = Command(
            "select time_zone from nexus.workspace where workspace_id = $1",
            Parameters.Number(Workspace.Value)
        );
        return (string)(await zone.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>Several commands that travel in one round trip.</summary>
    public NpgsqlBatch Batch() => new(Connection, _transaction);

    /// <summary>Runs statements, prepared, in one round trip; it opens a deferred transaction on the way.</summary>
    /// <param name="statements">At least one; the first answers rows.</param>
    /// <param name="last">
    /// True commits a deferred transaction behind them, whatever they answer; what comes later begins another.
    /// </param>
    /// <returns>
    /// The answers, at the first one's rows; to be read to the end, which is where a commit that failed is thrown.
    /// </returns>
    public async Task<NpgsqlDataReader> ReadAsync(
        IEnumerable<NpgsqlBatchCommand> statements,
        bool last,
        CancellationToken cancellationToken
    )
    {
        var opens = !_begun;
        var ends = last && _deferred;
        // A batch that is all of a transaction needs no frame: the server takes one without for a transaction of its own. The
        // driver sends the beginning of a longer one with its first statement.
        if (opens && !IsReadOnly && !ends)
            _transaction = await _connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken);
        await using var batch = new NpgsqlBatch(_connection, _transaction);
        if (opens && IsReadOnly)
        {
            batch.Add(Begin);
            batch.Add(EnterToRead, Parameters.Text(Workspace.ToString()));
        }
        else if (opens)
            batch.Add(EnterToWrite, Parameters.Text(Workspace.ToString()));
        foreach (var statement in statements)
            batch.BatchCommands.Add(statement);
        if (ends && (IsReadOnly || !opens))
            batch.Add("commit");
        await batch.PrepareAsync(cancellationToken);
        var reader = await batch.ExecuteReaderAsync(cancellationToken);
        _begun = !ends;
        if (ends)
            _transaction = null;
        if (opens)
            await reader.NextResultAsync(cancellationToken);
        return reader;
    }

    /// <summary>Does something in memory once the transaction has been committed, and nothing if it is not.</summary>
    public void AfterCommit(Action work) => _afterCommit.Add(work);

    /// <remarks>Takes no token: a commit that is cut off midway would leave open whether it happened.</remarks>
    public async Task CommitAsync()
    {
        if (_transaction is not null)
            await _transaction.CommitAsync(CancellationToken.None);
        else if (_begun)
        {
            await using var end = new NpgsqlCommand("commit", _connection);
            await end.ExecuteNonQueryAsync(CancellationToken.None);
        }
        _begun = false;
        _afterCommit.ForEach(work => work());
    }

    public async ValueTask DisposeAsync()
    {
        if (_db is not null)
            await _db.DisposeAsync();
        if (_transaction is not null)
            await _transaction.DisposeAsync();
        // A transaction that a batch has begun is rolled back by the pool that takes the connection back.
        await _connection.DisposeAsync();
    }

    private NexusDb OpenDb()
    {
        var options = new DbContextOptionsBuilder<NexusDb>()
            .UseNpgsql(Connection)
            .AddInterceptors(TransactionRequired.Instance)
            .Options;
        var db = new NexusDb(options);
        db.Database.AutoTransactionBehavior = AutoTransactionBehavior.Always;
        db.Database.UseTransaction(_transaction);
        return db;
    }
}
