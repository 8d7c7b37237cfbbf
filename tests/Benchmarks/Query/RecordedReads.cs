using Nexus.Application.Storage;
using Nexus.Domain.Workspaces;

namespace Nexus.Benchmarks.Query;

/// <summary>Passes reads on and remembers them, so that they can be sent once more without whoever planned them.</summary>
internal sealed class RecordedReads(IKpiReads reads) : IKpiReads
{
    private List<Call>? _calls;

    /// <param name="Recalled">What the reads were planned on, where that is checked on the way.</param>
    internal sealed record Call(KpiFacts? Recalled, IReadOnlyList<KpiRead> Reads, bool Last);

    /// <summary>The calls that are made during some work.</summary>
    public async Task<IReadOnlyList<Call>> RecordAsync(Func<Task> work)
    {
        var calls = _calls = [];
        await work();
        _calls = null;
        return calls;
    }

    /// <summary>Sends the statements of earlier calls.</summary>
    /// <returns>How many cells they answer.</returns>
    /// <exception cref="InvalidOperationException">The workspace has changed in between.</exception>
    public async Task<int> RepeatAsync(IReadOnlyList<Call> calls, CancellationToken cancellationToken)
    {
        var cells = 0;
        foreach (var call in calls)
        {
            var read = call.Recalled is { } recalled
                ? await reads.TryReadAsync(recalled, call.Reads, call.Last, cancellationToken)
                : await reads.ReadAsync(call.Reads, call.Last, cancellationToken);
            cells += read?.Sum(one => one.Count) ?? throw new InvalidOperationException("The workspace has changed.");
        }
        return cells;
    }

    public Task<Workspace> WorkspaceAsync(bool last, CancellationToken cancellationToken) =>
        reads.WorkspaceAsync(last, cancellationToken);

    public KpiFacts? Recall(IReadOnlyCollection<string> metrics) => reads.Recall(metrics);

    public Task<KpiFacts> DescribeAsync(IReadOnlyCollection<string>? metrics, CancellationToken cancellationToken) =>
        reads.DescribeAsync(metrics, cancellationToken);

    public Task<IReadOnlyList<IReadOnlyList<KpiCell>>> ReadAsync(
        IReadOnlyList<KpiRead> asked,
        bool last,
        CancellationToken cancellationToken
    )
    {
        _calls?.Add(new(null, asked, last));
        return reads.ReadAsync(asked, last, cancellationToken);
    }

    public Task<IReadOnlyList<IReadOnlyList<KpiCell>>?> TryReadAsync(
        KpiFacts recalled,
        IReadOnlyList<KpiRead> asked,
        bool last,
        CancellationToken cancellationToken
    )
    {
        _calls?.Add(new(recalled, asked, last));
        return reads.TryReadAsync(recalled, asked, last, cancellationToken);
    }
}
