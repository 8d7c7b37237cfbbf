using System.Globalization;
using Nexus.Application.Integrations;
using Nexus.Application.Syncing;
using Nexus.Domain.Integrations;

namespace Nexus.Application.Features.Syncs;

/// <summary>A run with what it did stream by stream.</summary>
public sealed record RunDetail : RunFacts
{
    /// <param name="rejects">What it rejected, by kind.</param>
    internal RunDetail(
        RunState run,
        IReadOnlyList<RunStreamState> streams,
        IReadOnlyList<Slice> slices,
        IReadOnlyList<RejectKind> rejects,
        IConnectorModule? module
    )
        : base(run)
    {
        Streams = [.. streams.Select(stream => RunStreamView.Of(stream, module))];
        Slices = [.. slices.Select(slice => new SliceView(slice.Days.First, slice.Days.Last, slice.Done))];
        Result = run.Status is RunStatus.Queued or RunStatus.Running ? null : ResultOf(run, streams, rejects);
    }

    /// <summary>Those that it has begun.</summary>
    public IReadOnlyList<RunStreamView> Streams { get; }

    /// <summary>How a backfill is cut, in the order of reading; empty for other kinds, and before it began.</summary>
    public IReadOnlyList<SliceView> Slices { get; }

    /// <summary>What it came to; null before it ended.</summary>
    public SyncResult? Result { get; }

    private static SyncResult ResultOf(
        RunState run,
        IReadOnlyList<RunStreamState> streams,
        IReadOnlyList<RejectKind> rejects
    )
    {
        var faults = new[] { run.Fault }
            .Concat(streams.Select(stream => stream.Fault))
            .OfType<SyncFault>()
            .Distinct()
            .Select(fault => new SyncError(fault.Code, fault.Message));
        return new(
            run.Status == RunStatus.Succeeded,
            run.RecordsRead,
            [.. faults, .. rejects.Select(ErrorOf)],
            run.ConnectionLastSuccessAt
        );
    }

    private static SyncError ErrorOf(RejectKind kind)
    {
        var records = kind.Records.ToString("N0", CultureInfo.InvariantCulture);
        var of = kind.Records == 1 ? "record" : "records";
        return new(kind.Code, $"{records} {of} of {kind.Stream}, field {kind.Field}: {kind.Message}");
    }
}

/// <param name="Name">Of the stream, or <c>events</c> for what deliveries of the provider brought.</param>
/// <param name="Status">reading, complete, failed, denied (the credential may not read it) or skipped.</param>
/// <param name="UnknownFields">Fields that Nexus does not know, with how often they came: the provider's API moves on.</param>
/// <param name="Notice">What people should know, such as deletions that were not believed; null where there is nothing.</param>
/// <param name="Error">What stood in the way; null where nothing did.</param>
public sealed record RunStreamView(
    string Name,
    string Title,
    string Status,
    long Pages,
    long RecordsRead,
    long RecordsChanged,
    long RecordsRejected,
    IReadOnlyDictionary<string, long> UnknownFields,
    string? Notice,
    SyncFault? Error
)
{
    internal static RunStreamView Of(RunStreamState stream, IConnectorModule? module) =>
        new(
            stream.Stream,
            module?.Streams.FirstOrDefault(known => known.Name == stream.Stream)?.Title ?? stream.Stream,
            stream.Status,
            stream.Pages,
            stream.RecordsRead,
            stream.RecordsChanged,
            stream.RecordsRejected,
            stream.UnknownFields,
            stream.Notice,
            stream.Fault
        );
}

/// <summary>A part of a backfill: whole days, first and last included.</summary>
public sealed record SliceView(DateOnly From, DateOnly To, bool Done);
