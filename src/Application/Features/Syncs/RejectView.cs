using Nexus.Application.Syncing;

namespace Nexus.Application.Features.Syncs;

/// <summary>A record of a provider that could not be read and is kept apart.</summary>
/// <param name="Id">Its number; grows with time.</param>
/// <param name="Code">What is wrong with it; stable.</param>
/// <param name="Field">Path of the field at fault.</param>
/// <param name="Message">For people; holds no value of the record.</param>
/// <param name="FirstAt">When it first came.</param>
/// <param name="LastAt">When it last came.</param>
/// <param name="Times">How often it came.</param>
/// <param name="ResolvedAt">When a replay could read it, or its days were read again without it; null before.</param>
/// <param name="Record">The record as it came, up to 64 KiB of it; null unless it was asked for.</param>
public sealed record RejectView(
    long Id,
    string Stream,
    string Code,
    string Field,
    string Message,
    DateTimeOffset FetchedAt,
    DateTimeOffset FirstAt,
    DateTimeOffset LastAt,
    long Times,
    DateTimeOffset? ResolvedAt,
    string? Record
)
{
    internal static IReadOnlyList<RejectView> Of(IReadOnlyList<KeptReject> kept, bool withRecords) =>
        [
            .. kept.Select(one => new RejectView(
                one.Number,
                one.Stream,
                one.Code,
                one.Field,
                one.Message,
                one.FetchedAt,
                one.FirstAt,
                one.LastAt,
                one.Times,
                one.ResolvedAt,
                withRecords ? one.Payload : null
            )),
        ];
}
