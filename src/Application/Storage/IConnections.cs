using System.Text.Json;
using Nexus.Application.Integrations;
using Nexus.Domain.Integrations;

namespace Nexus.Application.Storage;

/// <summary>The connections of the workspace, in the transaction that is open.</summary>
public interface IConnections
{
    /// <summary>Oldest first.</summary>
    /// <param name="after">Id of the last connection of the page before.</param>
    Task<IReadOnlyList<Connection>> ListAsync(Guid? after, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// Those whose name or account has the text in it, or whose provider is one of those given, oldest first.
    /// </summary>
    /// <param name="sought">Whatever its capitals; null for all.</param>
    /// <param name="providers">Keys of providers whose name has the text in it.</param>
    /// <param name="status">Its name, such as <c>needs_attention</c>; null for any.</param>
    Task<IReadOnlyList<Connection>> SearchAsync(
        string? sought,
        IReadOnlyList<string> providers,
        string? status,
        Guid? after,
        int limit,
        CancellationToken cancellationToken
    );

    /// <summary>How many have each status, by its name.</summary>
    Task<IReadOnlyDictionary<string, int>> CountAsync(CancellationToken cancellationToken);

    /// <summary>How many wait for a person.</summary>
    Task<int> CountFailingAsync(CancellationToken cancellationToken);

    Task<Connection?> FindAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>The connection of an account; null where the workspace has none.</summary>
    /// <param name="account">As <see cref="ProviderAccount.Id"/> names it.</param>
    Task<Connection?> FindByAccountAsync(string provider, string account, CancellationToken cancellationToken);

    /// <summary>Adds an active connection with its credentials and its place in the schedule.</summary>
    /// <returns>False where another call has just connected the account.</returns>
    Task<bool> AddAsync(NewConnection connection, CancellationToken cancellationToken);

    /// <summary>Changes what is given, in a connection that is still as it was read.</summary>
    /// <returns>False where it is not: somebody else has changed its status, or it is gone.</returns>
    Task<bool> ChangeAsync(Connection was, ConnectionChange change, CancellationToken cancellationToken);

    /// <summary>Gives a connection another name, and leaves the rest as it is.</summary>
    Task RenameAsync(Guid id, string name, CancellationToken cancellationToken);

    /// <summary>Stores which streams may be read.</summary>
    Task NoteAccessAsync(
        Guid id,
        IReadOnlyDictionary<string, StreamAccess> access,
        CancellationToken cancellationToken
    );
}

/// <summary>Ends connections, in the transaction that is open.</summary>
public interface IConnectionEndings
{
    /// <summary>
    /// Waits for who writes the connection's points, and keeps others and changes of it out until the transaction ends. To
    /// be called before anything is locked.
    /// </summary>
    /// <returns>False where there is no such connection.</returns>
    Task<bool> HoldAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>Cancels the runs that wait, and asks the running one to stop.</summary>
    Task CancelRunsAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>
    /// Deletes everything that was read from the provider and keeps the connection, which is disconnected and held, with its
    /// credentials. A run that goes on can store nothing more.
    /// </summary>
    Task EraseDataAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>Destroys the credentials; the connection and its history stay.</summary>
    Task DestroyCredentialsAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>Deletes the connection, which is disconnected and held, and whatever refers to it.</summary>
    Task RemoveAsync(Guid id, CancellationToken cancellationToken);
}

/// <summary>One source of a workspace: an account of a provider, or a data set that files feed.</summary>
/// <param name="Provider">Key of its provider.</param>
/// <param name="Account">Who was connected; null for a data set of files.</param>
/// <param name="StatusCode">Why it is not active; null while it is.</param>
/// <param name="StatusMessage">What happened and what a person can do; null while it is active.</param>
/// <param name="Schedule"><c>manual</c>, an ISO 8601 duration or a cron expression; null for a data set of files.</param>
/// <param name="ScheduleZone">IANA zone of a cron expression; null where the workspace's applies.</param>
/// <param name="NextDue">When it is synced next; null while it waits for a person.</param>
/// <param name="LastSuccessAt">When data last arrived; null before the first time.</param>
/// <param name="Settings">As the provider's schema describes them.</param>
/// <param name="Streams">Those that were read or tested, by name.</param>
/// <param name="Credentials">Which are set; their values leave storage for the provider's adapter alone.</param>
public sealed record Connection(
    Guid Id,
    string Provider,
    string Name,
    ConnectionAccount? Account,
    ConnectionStatus Status,
    string? StatusCode,
    string? StatusMessage,
    string? Schedule,
    string? ScheduleZone,
    DateTimeOffset? NextDue,
    DateTimeOffset CreatedAt,
    DateTimeOffset? LastSuccessAt,
    JsonElement Settings,
    IReadOnlyList<StreamState> Streams,
    IReadOnlyList<StoredCredential> Credentials
);

/// <param name="Id">The provider's own, mode included.</param>
/// <param name="TimeZone">IANA zone that the provider reports in; null where it says none.</param>
/// <param name="Currency">ISO 4217 code; null where the provider says none.</param>
public sealed record ConnectionAccount(string Id, string? Name, string? TimeZone, string? Currency);

/// <param name="Complete">Whether it was ever read to its end.</param>
/// <param name="UpdatedAt">When it was last read or tested.</param>
public sealed record StreamState(string Name, StreamAccess Access, bool Complete, DateTimeOffset UpdatedAt);

/// <summary>Whether the credential may read a stream.</summary>
public enum StreamAccess
{
    Unknown,
    Granted,
    Denied,
}

/// <param name="Name">As the provider's descriptor names it.</param>
/// <param name="UpdatedAt">When it was set.</param>
public sealed record StoredCredential(string Name, DateTimeOffset UpdatedAt);

/// <summary>A connection that its provider has accepted.</summary>
/// <param name="NextDue">When it is first synced; null for <c>manual</c>.</param>
public sealed record NewConnection(
    Guid Id,
    string Provider,
    string Name,
    ProviderAccount Account,
    JsonElement Settings,
    string Schedule,
    string? ScheduleZone,
    DateTimeOffset? NextDue,
    IReadOnlyDictionary<string, Secret?> Credentials
)
{
    /// <summary>Number of the grant that it uses; null for none.</summary>
    public int? Grant { get; init; }
}

/// <summary>What becomes of a connection.</summary>
/// <param name="NextDue">When it is synced next; null for never, or while its status is not active.</param>
/// <param name="Account">What the provider said when it was connected again; null where it was not asked.</param>
/// <param name="Credentials">Those that change; null takes one away.</param>
public sealed record ConnectionChange(
    string Name,
    ConnectionStatus Status,
    JsonElement Settings,
    string Schedule,
    string? ScheduleZone,
    DateTimeOffset? NextDue,
    ProviderAccount? Account,
    IReadOnlyDictionary<string, Secret?> Credentials
)
{
    /// <summary>Number of the grant that it uses from now on; null leaves it as it is.</summary>
    public int? Grant { get; init; }
}
