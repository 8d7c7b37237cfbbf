using Nexus.Application.Syncing;
using Npgsql;

namespace Nexus.Infrastructure.Storage.Syncing;

/// <summary>Asks the database, and no more often than a clock can be expected to have been set.</summary>
internal sealed class ClockSkew(WorkspaceTransactions transactions, KnownSkew known, TimeProvider clock) : IClockSkew
{
    public async Task<TimeSpan> MeasureAsync(CancellationToken cancellationToken)
    {
        if (known.Value is { } skew)
            return skew;
        var asked = clock.GetUtcNow();
        var ask = new List<NpgsqlBatchCommand>();
        ask.Add("select clock_timestamp()");
        await using var row = await transactions.Current.ReadAsync(ask, last: false, cancellationToken);
        await row.ReadAsync(cancellationToken);
        var answered = clock.GetUtcNow();
        return known.Keep(row.Instant(0) - (asked + ((answered - asked) / 2)));
    }
}

/// <summary>What the node's clock was last found to be off by; forgotten after ten seconds.</summary>
internal sealed class KnownSkew(TimeProvider clock)
{
    private static readonly TimeSpan Life = TimeSpan.FromSeconds(10);

    private Measured? _last;

    public TimeSpan? Value =>
        Volatile.Read(ref _last) is { } last && clock.GetElapsedTime(last.At) < Life ? last.Skew : null;

    public TimeSpan Keep(TimeSpan skew)
    {
        Volatile.Write(ref _last, new(clock.GetTimestamp(), skew));
        return skew;
    }

    private sealed record Measured(long At, TimeSpan Skew);
}
