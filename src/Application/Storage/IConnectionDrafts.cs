using System.Text.Json;
using Nexus.Domain.Integrations;

namespace Nexus.Application.Storage;

/// <summary>
/// What people have said about accounts that they are in the middle of connecting, in the transaction that is open. Whoever
/// acts sees their own only; each has at most one of a provider.
/// </summary>
public interface IConnectionDrafts
{
    /// <summary>Null where there is none, its life is over, or its credentials cannot be opened any more.</summary>
    Task<ConnectionDraft?> FindAsync(string provider, CancellationToken cancellationToken);

    /// <summary>Keys of the providers of which there is one, that of the longest life first.</summary>
    Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Stores a draft in the place of the former one, for as long as drafts live from now on.</summary>
    Task PutAsync(ConnectionDraft draft, CancellationToken cancellationToken);

    /// <summary>Forgets a draft, and its credentials with it.</summary>
    Task RemoveAsync(string provider, CancellationToken cancellationToken);
}

/// <summary>An account that is about to be connected.</summary>
/// <param name="Credentials">By name; empty where access was granted by consent.</param>
/// <param name="Grant">Id of what the person consented to; null where credentials are given.</param>
/// <param name="Name">Null takes the account's.</param>
/// <param name="Settings">Null before they were asked for.</param>
/// <param name="Schedule">Null takes the provider's default.</param>
/// <param name="ScheduleZone">IANA zone of a cron expression; null takes the workspace's.</param>
public sealed record ConnectionDraft(
    string Provider,
    IReadOnlyDictionary<string, Secret> Credentials,
    Guid? Grant,
    string? Name,
    JsonElement? Settings,
    string? Schedule,
    string? ScheduleZone
);
