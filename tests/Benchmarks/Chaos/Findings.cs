using System.Globalization;
using Nexus.Benchmarks.Nodes;
using Nexus.Benchmarks.Running;
using Nexus.ProviderSimulator.Oracle;
using Npgsql;

namespace Nexus.Benchmarks.Chaos;

/// <summary>What is wrong with what was stored of an account.</summary>
/// <param name="Lost">Objects, points and amounts that should be there and are not.</param>
/// <param name="Duplicated">Those that are there once too often, or should not be there.</param>
/// <param name="Wrong">Those that are there and say something else.</param>
internal sealed record Findings(long Lost, long Duplicated, long Wrong)
{
    public static readonly Findings None = new(0, 0, 0);

    public static Findings operator +(Findings one, Findings other) =>
        new(one.Lost + other.Lost, one.Duplicated + other.Duplicated, one.Wrong + other.Wrong);

    /// <summary>Compares with what the simulator knows: which objects there are, and what money did on each day.</summary>
    public static async Task<Findings> AgainstOracleAsync(
        BenchmarkDatabase database,
        ConnectedAccount connected,
        CancellationToken cancellationToken
    )
    {
        var expected = StateOracle
            .Of(connected.Account)
            .Where(row => (bool?)row.Value["deleted"] != true)
            .Select(row => row.Key)
            .ToHashSet(StringComparer.Ordinal);
        var stored = new HashSet<string>(StringComparer.Ordinal);
        await foreach (
            var row in RowsAsync(
                database,
                "select object_id from nexus.source_record where connection_id = $1 and not deleted",
                connected.Number,
                cancellationToken
            )
        )
            stored.Add(row.GetString(0));
        var objects = new Findings(expected.Except(stored).Count(), stored.Except(expected).Count(), 0);
        return objects + await MoneyAsync(database, connected, cancellationToken);
    }

    /// <summary>Compares with another copy of the account that was made without a disturbance: every object, state and point.</summary>
    public static async Task<Findings> AgainstCopyAsync(
        BenchmarkDatabase database,
        ConnectedAccount connected,
        ConnectedAccount undisturbed,
        CancellationToken cancellationToken
    )
    {
        const string States = """
            select stream || ' ' || object_id || ' ' || row_number() over (partition by stream, object_id order by version) as key,
                   concat_ws(' ', payload, deleted) as value
            from nexus.source_record_state where connection_id =
            """;
        const string Points = """
            select concat_ws(' ', s.metric, s.granularity, s.currency, s.dimensions, p.ts) as key,
                   concat_ws(' ', trim_scale(p.value), p.final) as value
            from nexus.kpi_series s join nexus.kpi_point p using (workspace_id, series_id) where s.connection_id =
            """;
        var all = await ObjectsAsync(database, connected, undisturbed, cancellationToken);
        foreach (var what in new[] { States, Points })
            all += await CompareAsync(database, what, connected.Number, undisturbed.Number, cancellationToken);
        return all;
    }

    /// <summary>Compares the objects of two copies of an account, as they are now.</summary>
    public static Task<Findings> ObjectsAsync(
        BenchmarkDatabase database,
        ConnectedAccount connected,
        ConnectedAccount other,
        CancellationToken cancellationToken
    ) =>
        CompareAsync(
            database,
            """
            select stream || ' ' || object_id as key, concat_ws(' ', payload, occurred_at, group_key) as value
            from nexus.source_record where not deleted and connection_id =
            """,
            connected.Number,
            other.Number,
            cancellationToken
        );

    private static async Task<Findings> CompareAsync(
        BenchmarkDatabase database,
        string what,
        int connection,
        int other,
        CancellationToken cancellationToken
    )
    {
        await using var compare = database.Superuser.CreateCommand(
            $"""
            with mine as ({what} $1), theirs as ({what} $2)
            select (select count(*) from theirs where key not in (select key from mine)),
                   (select count(*) from mine where key not in (select key from theirs))
                     + (select count(*) - count(distinct key) from mine),
                   (select count(*) from mine join theirs using (key) where mine.value <> theirs.value)
            """
        );
        compare.CommandTimeout = 0;
        compare.Parameters.Add(new NpgsqlParameter<int> { TypedValue = connection });
        compare.Parameters.Add(new NpgsqlParameter<int> { TypedValue = other });
        await using var row = await compare.ExecuteReaderAsync(cancellationToken);
        await row.ReadAsync(cancellationToken);
        return new(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2));
    }

    private static async Task<Findings> MoneyAsync(
        BenchmarkDatabase database,
        ConnectedAccount connected,
        CancellationToken cancellationToken
    )
    {
        var expected = new Dictionary<string, decimal>(StringComparer.Ordinal);
        foreach (
            var ((day, currency), totals) in new LedgerOracle(connected.Account.Store.BalanceTransactions.All).ByDay()
        )
        {
            Add("revenue.gross_volume", totals.Gross);
            Add("revenue.refunds", totals.Refunds);
            Add("revenue.disputes", totals.Disputes);
            Add("revenue.fees", totals.Fees);

            void Add(string metric, decimal value)
            {
                if (value != 0m)
                    expected[Key(metric, currency.ToUpperInvariant(), day)] = value;
            }
        }
        var stored = new Dictionary<string, decimal>(StringComparer.Ordinal);
        await foreach (
            var row in RowsAsync(
                database,
                """
                select s.metric, s.currency, (p.ts at time zone 'UTC')::date, p.value
                from nexus.kpi_series s join nexus.kpi_point p using (workspace_id, series_id)
                where s.connection_id = $1 and p.value <> 0
                  and s.metric in ('revenue.gross_volume', 'revenue.refunds', 'revenue.disputes', 'revenue.fees')
                """,
                connected.Number,
                cancellationToken
            )
        )
            stored[
                Key(row.GetString(0), row.GetString(1), await row.GetFieldValueAsync<DateOnly>(2, cancellationToken))
            ] = row.GetDecimal(3);
        return new(
            expected.Keys.Except(stored.Keys, StringComparer.Ordinal).LongCount(),
            stored.Keys.Except(expected.Keys, StringComparer.Ordinal).LongCount(),
            expected.LongCount(one => stored.TryGetValue(one.Key, out var value) && value != one.Value)
        );
    }

    private static string Key(string metric, string currency, DateOnly day) =>
        string.Create(CultureInfo.InvariantCulture, $"{metric} {currency} {day:yyyy-MM-dd}");

    private static async IAsyncEnumerable<NpgsqlDataReader> RowsAsync(
        BenchmarkDatabase database,
        string sql,
        int connection,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await using var ask = database.Superuser.CreateCommand(sql);
        ask.CommandTimeout = 0;
        ask.Parameters.Add(new NpgsqlParameter<int> { TypedValue = connection });
        await using var row = await ask.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
            yield return row;
    }
}
