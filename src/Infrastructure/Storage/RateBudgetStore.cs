using Nexus.Infrastructure.Http;
using Npgsql;
using static Nexus.Infrastructure.Storage.Parameters;

namespace Nexus.Infrastructure.Storage;

/// <summary>Token buckets in the database, by the database's clock.</summary>
/// <remarks>
/// A bucket gives its tokens out in the order in which they are asked for, also those that it does not hold yet, each with
/// the time when it will: so nodes need not race for them, and in no span of t seconds do more than burst + rate · t calls
/// start. One row, one statement, one token: a round trip is short beside the call that follows it, and tokens that a
/// node had put by could all be used at once.
/// </remarks>
internal sealed class RateBudgetStore(NpgsqlDataSource source) : IRateBudgets
{
    /// <remarks>
    /// $1 scope, $2 rate, $3 burst, $4 longest wait. The time of the statement may be a little before the last refill,
    /// when another statement came first; then nothing is refilled.
    /// </remarks>
    private const string Take = """
        insert into nexus.rate_budget as b (scope, tokens, refilled_at)
        values ($1, $3 - 1, statement_timestamp())
        on conflict (scope) do update
        set tokens = least($3, b.tokens + $2 * greatest(0, extract(epoch from statement_timestamp() - b.refilled_at)::float8)) - 1,
            refilled_at = greatest(b.refilled_at, statement_timestamp())
        where greatest(0, extract(epoch from b.refilled_at - statement_timestamp())::float8)
            + greatest(0, 1 - least($3, b.tokens + $2 * greatest(0, extract(epoch from statement_timestamp() - b.refilled_at)::float8))) / $2
            <= $4
        returning greatest(0, extract(epoch from b.refilled_at - statement_timestamp())::float8) + greatest(0, -b.tokens) / $2
        """;

    private const string WaitOfNext = """
        select greatest(0, extract(epoch from refilled_at - statement_timestamp())::float8)
            + greatest(0, 1 - least($3, tokens + $2 * greatest(0, extract(epoch from statement_timestamp() - refilled_at)::float8))) / $2
        from nexus.rate_budget where scope = $1
        """;

    public async Task<RateGrant> TakeAsync(
        string scope,
        double perSecond,
        int burst,
        TimeSpan longest,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection);
        // Tokens that a crash of the server brings back do no harm; waiting for the disk would, many times a second.
        batch.Add("select set_config('synchronous_commit', 'off', true)");
        batch.Add(Take, Text(scope), Real(perSecond), Real(burst), Real(longest.TotalSeconds));
        batch.Add(WaitOfNext, Text(scope), Real(perSecond), Real(burst));
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        if (await reader.ReadAsync(cancellationToken))
            return new RateGrant(IsGranted: true, TimeSpan.FromSeconds(reader.GetDouble(0)));
        await reader.NextResultAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return new RateGrant(IsGranted: false, TimeSpan.FromSeconds(reader.GetDouble(0)));
    }

    public async Task<bool> IsParkedAsync(string scope, CancellationToken cancellationToken)
    {
        await using var ask = source.CreateCommand(
            "select parked_until > statement_timestamp() from nexus.rate_budget where scope = $1"
        );
        ask.Parameters.Add(Text(scope));
        return await ask.ExecuteScalarAsync(cancellationToken) is true;
    }

    /// <remarks>The bucket starts empty when the pause is over: whoever was told to wait does not come back with a burst.</remarks>
    public async Task ParkAsync(string scope, TimeSpan time, CancellationToken cancellationToken)
    {
        await using var park = source.CreateCommand(
            """
            insert into nexus.rate_budget as b (scope, tokens, refilled_at, parked_until)
            values ($1, 0, statement_timestamp() + $2 * interval '1 second', statement_timestamp() + $2 * interval '1 second')
            on conflict (scope) do update
            set tokens = least(b.tokens, 0),
                refilled_at = greatest(b.refilled_at, excluded.refilled_at),
                parked_until = greatest(b.parked_until, excluded.parked_until)
            """
        );
        park.Parameters.Add(Text(scope));
        park.Parameters.Add(Real(time.TotalSeconds));
        await park.ExecuteNonQueryAsync(cancellationToken);
    }
}
