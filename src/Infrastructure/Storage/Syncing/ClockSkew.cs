using Nexus.Application.Syncing;

namespace Nexus.Infrastructure.Storage.Syncing;

internal sealed class ClockSkew(WorkspaceTransactions transactions, TimeProvider clock) : IClockSkew
{
    public async Task<TimeSpan> MeasureAsync(CancellationToken cancellationToken)
    {
        var asked = clock.GetUtcNow();
        await using var ask = transactions.Current.Command("select clock_timestamp()");
        await using var row = await ask.ExecuteReaderAsync(cancellationToken);
        await row.ReadAsync(cancellationToken);
        var answered = clock.GetUtcNow();
        return row.Instant(0) - (asked + ((answered - asked) / 2));
    }
}
