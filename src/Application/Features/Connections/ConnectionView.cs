using System.Text.Json;
using Nexus.Application.Integrations;
using Nexus.Application.Storage;
using Nexus.Domain.Integrations;

namespace Nexus.Application.Features.Connections;

/// <summary>A connection as callers see it: what is stored, and what its provider says about itself.</summary>
/// <param name="Provider">Key of its provider.</param>
/// <param name="Status">active, paused, needs_reauthorisation, needs_attention or disconnected.</param>
/// <param name="StatusCode">Why it is not active; null while it is.</param>
/// <param name="StatusMessage">What happened and what you can do; null while it is active.</param>
/// <param name="Account">Who was connected; null for a data set of files.</param>
/// <param name="Schedule">manual, an ISO 8601 duration or a cron expression; null for a data set of files.</param>
/// <param name="ScheduleZone">IANA zone of a cron expression; null where the workspace's applies.</param>
/// <param name="NextDue">When it is synced next; null for manual ones, and while it waits for a person.</param>
/// <param name="LastSuccessAt">When data last arrived; null before the first time.</param>
/// <param name="Settings">As the provider's settingsSchema describes them.</param>
/// <param name="Streams">What is read, in its order.</param>
/// <param name="Credentials">Which are set, and since when; never what they are.</param>
/// <param name="ApiVersion">The version of the provider's API that is spoken; null where it has none.</param>
/// <param name="ApiVersionEnds">The day on which the provider stops serving it; null where none is announced.</param>
public sealed record ConnectionView(
    Guid Id,
    string Provider,
    string Name,
    string Status,
    string? StatusCode,
    string? StatusMessage,
    ConnectionAccount? Account,
    string? Schedule,
    string? ScheduleZone,
    DateTimeOffset? NextDue,
    DateTimeOffset CreatedAt,
    DateTimeOffset? LastSuccessAt,
    JsonElement Settings,
    IReadOnlyList<StreamView> Streams,
    IReadOnlyList<StoredCredential> Credentials,
    string? ApiVersion,
    DateOnly? ApiVersionEnds
)
{
    /// <param name="module">Null for a provider whose data people upload.</param>
    internal static ConnectionView Of(Connection connection, IConnectorModule? module)
    {
        var stored = connection.Streams.ToDictionary(stream => stream.Name, StringComparer.Ordinal);
        return new(
            connection.Id,
            connection.Provider,
            connection.Name,
            connection.Status.Name(),
            connection.StatusCode,
            connection.StatusMessage,
            connection.Account,
            connection.Schedule,
            connection.ScheduleZone,
            connection.NextDue,
            connection.CreatedAt,
            connection.LastSuccessAt,
            connection.Settings,
            [.. (module?.Streams ?? []).Select(stream => StreamView.Of(stream, stored.GetValueOrDefault(stream.Name)))],
            connection.Credentials,
            module?.Descriptor.ApiVersion,
            module?.Descriptor.ApiVersionEnds
        );
    }
}

/// <param name="Access">unknown, granted or denied.</param>
/// <param name="Permission">The right that reading it takes, as the provider names it; null where none is needed.</param>
/// <param name="Complete">Whether it was read to its end once.</param>
/// <param name="UpdatedAt">When it was last read or tested; null before the first time.</param>
public sealed record StreamView(
    string Name,
    string Title,
    StreamAccess Access,
    string? Permission,
    bool Complete,
    DateTimeOffset? UpdatedAt
)
{
    internal static StreamView Of(SourceStream stream, StreamState? state) =>
        new(
            stream.Name,
            stream.Title,
            state?.Access ?? StreamAccess.Unknown,
            stream.Permission,
            state?.Complete ?? false,
            state?.UpdatedAt
        );
}
