using Npgsql;
using static Nexus.Infrastructure.Storage.Parameters;

namespace Nexus.Infrastructure.Storage.People;

/// <summary>
/// The door to a person's rows: statements behind the one that sets the person. It is set for the transaction alone, as the
/// workspace is.
/// </summary>
internal sealed class PersonStatements(NpgsqlDataSource source, WorkspaceTransactions transactions)
{
    private const string Enter = "select set_config('nexus.person_id', $1, true)";

    /// <summary>Runs one statement for the person, in the open transaction or else in one of its own.</summary>
    /// <returns>How many rows it changed.</returns>
    public async Task<int> ExecuteAsync(
        Guid person,
        string sql,
        NpgsqlParameter[] parameters,
        CancellationToken cancellationToken
    )
    {
        await using var session = await OpenAsync(cancellationToken);
        await using var batch = session.Batch();
        batch.Add(Enter, Text(person.ToString()));
        batch.Add(sql, parameters);
        await batch.ExecuteNonQueryAsync(cancellationToken);
        return batch.BatchCommands[1].RecordsAffected;
    }

    /// <summary>Reads rows of the person, in the open transaction or else in one of its own.</summary>
    public async Task<IReadOnlyList<T>> ReadAsync<T>(
        Guid person,
        string sql,
        NpgsqlParameter[] parameters,
        Func<NpgsqlDataReader, T> read,
        CancellationToken cancellationToken
    )
    {
        await using var session = await OpenAsync(cancellationToken);
        await using var batch = session.Batch();
        batch.Add(Enter, Text(person.ToString()));
        batch.Add(sql, parameters);
        await using var row = await batch.ExecuteReaderAsync(cancellationToken);
        await row.NextResultAsync(cancellationToken);
        var found = new List<T>();
        while (await row.ReadAsync(cancellationToken))
            found.Add(read(row));
        return found;
    }

    /// <summary>Reads the rows of a person whose id is not known yet.</summary>
    /// <param name="find">Answers the id as text, or an empty one; its parameter is <c>$1</c>, here and in <paramref name="sql"/>.</param>
    public async Task<T?> FindAsync<T>(
        string find,
        string sql,
        Func<NpgsqlParameter> sought,
        Func<NpgsqlDataReader, T> read,
        CancellationToken cancellationToken
    )
        where T : class
    {
        await using var session = await OpenAsync(cancellationToken);
        await using var batch = session.Batch();
        batch.Add($"select set_config('nexus.person_id', coalesce(({find})::text, ''), true)", sought());
        batch.Add(sql, sought());
        await using var row = await batch.ExecuteReaderAsync(cancellationToken);
        await row.NextResultAsync(cancellationToken);
        return await row.ReadAsync(cancellationToken) ? read(row) : null;
    }

    private async Task<Session> OpenAsync(CancellationToken cancellationToken) =>
        transactions.Open is { } open
            ? new Session(open, connection: null)
            : new Session(open: null, await source.OpenConnectionAsync(cancellationToken));

    /// <remarks>The statements of a batch outside a transaction are one transaction.</remarks>
    private sealed class Session(WorkspaceSession? open, NpgsqlConnection? connection) : IAsyncDisposable
    {
        public NpgsqlBatch Batch() => open?.Batch() ?? new NpgsqlBatch(connection!);

        public ValueTask DisposeAsync() => connection?.DisposeAsync() ?? ValueTask.CompletedTask;
    }
}
