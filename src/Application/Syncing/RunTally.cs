using Nexus.Domain.Integrations;

namespace Nexus.Application.Syncing;

/// <summary>What a run has committed so far, stream by stream: the evidence that its status comes from.</summary>
/// <param name="pagesBefore">Pages that it stored before it was resumed.</param>
/// <param name="readBefore">Records on these pages.</param>
/// <param name="rejectedBefore">Records among them that could not be mapped.</param>
internal sealed class RunTally(int pagesBefore, long readBefore, long rejectedBefore)
{
    private readonly List<StreamTally> _streams = [];

    /// <summary>Number of the page that is stored last, from 1.</summary>
    public int Page { get; private set; } = pagesBefore;

    public long Read => readBefore + _streams.Sum(stream => stream.Read);

    public long Rejected => rejectedBefore + _streams.Sum(stream => stream.Rejected);

    /// <summary>Points that changed and are not counted in the run yet.</summary>
    public long PointsChanged { get; private set; }

    /// <summary>A fault that ended the whole run.</summary>
    public SyncFault? Fault { get; set; }

    /// <summary>When a provider that failed said that it is worth trying again, the latest of all; null where none said it.</summary>
    public DateTimeOffset? RetryAt { get; private set; }

    public IReadOnlyList<StreamTally> Streams => _streams;

    public StreamTally Stream(string name)
    {
        var stream = _streams.Find(stream => stream.Name == name);
        if (stream is null)
            _streams.Add(stream = new StreamTally(name));
        return stream;
    }

    public int NextPage() => ++Page;

    public void WaitUntil(DateTimeOffset? at)
    {
        if (at is not null && !(at <= RetryAt))
            RetryAt = at;
    }

    public void AddPoints(long changed) => PointsChanged += changed;

    public long TakePoints()
    {
        var points = PointsChanged;
        PointsChanged = 0;
        return points;
    }

    /// <summary>Whether all streams that may be read were read to their end, and there was one.</summary>
    public bool IsComplete =>
        Fault is null
        && _streams.Exists(stream => stream.Outcome == StreamOutcome.Complete)
        && _streams.TrueForAll(stream => stream.Outcome is StreamOutcome.Complete or StreamOutcome.Denied);

    /// <summary>Whether something is wrong that may pass by itself, so that the next try should wait longer.</summary>
    public bool HasFailures => Fault is not null || _streams.Exists(stream => stream.Outcome == StreamOutcome.Failed);

    /// <summary>The status that follows from what was committed.</summary>
    public RunStatus Status()
    {
        var complete = _streams.Exists(stream => stream.Outcome == StreamOutcome.Complete);
        if (!complete && Read == 0)
            return Fault is null && _streams.Count == 0 ? RunStatus.Succeeded : RunStatus.Failed;
        if (HasFailures || Rejected > 0 || _streams.Exists(IsFaulty))
            return RunStatus.Partial;
        return IsSuspicious() ? RunStatus.Suspicious : RunStatus.Succeeded;
    }

    /// <summary>What is told about the run: its own fault, else that of its streams.</summary>
    public SyncFault? Told(RunStatus status)
    {
        if (Fault is not null)
            return Fault;
        if (_streams.Find(stream => stream.Fault is not null) is { } faulty)
            return faulty.Fault;
        if (status == RunStatus.Suspicious)
            return SyncFaults.Suspicious(
                _streams.Where(stream => stream.IsSilent || stream.IsDoubted).Select(stream => stream.Title)
            );
        return Rejected > 0 ? SyncFaults.Rejected(Rejected) : null;
    }

    private static bool IsFaulty(StreamTally stream) =>
        stream.Outcome != StreamOutcome.Complete || stream.Fault is not null;

    private bool IsSuspicious()
    {
        if (_streams.Exists(stream => stream.IsDoubted))
            return true;
        var usual = _streams.FindAll(stream => stream.UsuallyHasData);
        return usual.Exists(stream => stream.IsSilent && stream.OnceHadData)
            || (usual.Count > 0 && usual.TrueForAll(stream => stream.IsSilent));
    }
}

internal enum StreamOutcome
{
    Reading,
    Complete,
    Failed,
    Denied,
}

/// <summary>What a run has committed of one stream.</summary>
internal sealed class StreamTally(string name)
{
    public string Name { get; } = name;

    public string Title { get; set; } = name;

    public StreamOutcome Outcome { get; set; }

    public bool UsuallyHasData { get; set; }

    /// <summary>Whether it held a record before the run.</summary>
    public bool OnceHadData { get; set; }

    /// <summary>Whether it was read from its beginning, so that reading nothing means that there is nothing.</summary>
    public bool ReadWhole { get; set; }

    /// <summary>Whether the run has stored a page of it.</summary>
    public bool HasPages { get; set; }

    /// <summary>Whether something is written down of it that its end has to put right.</summary>
    public bool IsNoted { get; set; }

    public long Read { get; set; }

    public long Changed { get; set; }

    public long Rejected { get; set; }

    /// <summary>Values that are older than what is stored, and were not taken over.</summary>
    public long Stale { get; set; }

    public SyncFault? Fault { get; set; }

    /// <summary>Whether the provider tells nothing of days of which points are stored: they stay.</summary>
    public bool IsDoubted { get; set; }

    /// <summary>Read to the end without a single record.</summary>
    public bool IsSilent => UsuallyHasData && ReadWhole && Outcome == StreamOutcome.Complete && Read == 0;
}
