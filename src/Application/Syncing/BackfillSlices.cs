using Nexus.Application.Integrations;
using Nexus.Application.Storage;

namespace Nexus.Application.Syncing;

/// <summary>Reads a range of the past slice by slice, newest first, and gives the connection back after each.</summary>
internal sealed class BackfillSlices(
    IWorkspaceTransactions transactions,
    IRunStore runs,
    IStreamStore streams,
    StreamSync streamSync
)
{
    /// <returns>Whether slices are left.</returns>
    public async Task<bool> RunAsync(RunWork work, CancellationToken cancellationToken)
    {
        var slices = await PlanAsync(work, cancellationToken);
        if (slices.FirstOrDefault(slice => !slice.Done) is not { } next)
            return false;
        var reading = new Reading(Purposes.Backfill, next.Days, Relist: false);
        await streamSync.ReadAsync(work, reading, work.Module.Streams, cancellationToken);
        if (work.Tally.HasFailures)
            return true;
        await transactions.WriteAsync(
            async token =>
            {
                await runs.HoldAsync(work.Lease, token);
                await streams.EndSliceAsync(work.ConnectionId, work.Run.Id, next.Number, token);
                var done = slices.Count(slice => slice.Done) + 1;
                await runs.ProgressAsync(work.Run.Id, (double)done / slices.Count, token);
            },
            cancellationToken
        );
        return slices.Count(slice => !slice.Done) > 1;
    }

    private Task<IReadOnlyList<Slice>> PlanAsync(RunWork work, CancellationToken cancellationToken) =>
        transactions.WriteAsync(
            async token =>
            {
                await runs.HoldAsync(work.Lease, token);
                var slices = await streams.SlicesAsync(work.Run.Id, token);
                if (slices.Count > 0)
                    return slices;
                var days = new DateRange(work.Run.FirstDay!.Value, work.Run.LastDay!.Value);
                var cuts = work.Adapter as IBackfillsInSlices ?? work.Module as IBackfillsInSlices;
                await streams.CutAsync(work.Run.Id, cuts?.Slices(days) ?? Months(days), token);
                // An earlier backfill may have been given up in the middle of a slice.
                var names = work.Module.Streams.Select(stream => stream.Name).ToList();
                await streams.RestartAsync(work.ConnectionId, Purposes.Backfill, names, token);
                foreach (var name in names)
                    work.Positions.Set(
                        new(name, Purposes.Backfill, null, Complete: false, HasData: false, IsGranted: true)
                    );
                return await streams.SlicesAsync(work.Run.Id, token);
            },
            cancellationToken
        );

    /// <summary>Calendar months, newest first, the outer ones cut to the range.</summary>
    public static IReadOnlyList<DateRange> Months(DateRange days)
    {
        var months = new List<DateRange>();
        for (var last = days.Last; last >= days.First; last = months[^1].First.AddDays(-1))
        {
            var first = new DateOnly(last.Year, last.Month, 1);
            months.Add(new(first < days.First ? days.First : first, last));
        }
        return months;
    }
}
