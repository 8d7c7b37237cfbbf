using System.Text.Json;
using Nexus.Application.Storage;

namespace Nexus.Application.Features.Connections.Drafts;

/// <summary>An account that is about to be connected, as its owner sees it.</summary>
/// <param name="Credentials">Names of those that were given; never what they are.</param>
/// <param name="Grant">What was consented to; null where credentials are given.</param>
/// <param name="Name">Null takes the account's.</param>
/// <param name="Settings">Null before they were asked for.</param>
/// <param name="Schedule">Null takes the provider's default.</param>
/// <param name="ScheduleZone">IANA zone of a cron expression; null takes the workspace's.</param>
public sealed record DraftView(
    string Provider,
    IReadOnlyList<string> Credentials,
    Guid? Grant,
    string? Name,
    JsonElement? Settings,
    string? Schedule,
    string? ScheduleZone
)
{
    internal static DraftView Of(ConnectionDraft draft) =>
        new(
            draft.Provider,
            [.. draft.Credentials.Keys.Order(StringComparer.Ordinal)],
            draft.Grant,
            draft.Name,
            draft.Settings,
            draft.Schedule,
            draft.ScheduleZone
        );
}
