using Nexus.Domain.Workspaces;

namespace Nexus.Application.Storage;

/// <summary>Where people are signed in.</summary>
public interface ISessions
{
    /// <param name="tokenHash">SHA-256 of what the browser keeps.</param>
    Task AddAsync(Session session, byte[] tokenHash, CancellationToken cancellationToken);

    /// <summary>
    /// One round trip, or none within half a second of the last: a session that is ended on this node counts no more at
    /// once, on others within a second. The same holds for a role that changes.
    /// </summary>
    /// <returns>Null where there is no such session, or its person is no member of its workspace any more.</returns>
    Task<KnownSession?> FindAsync(byte[] tokenHash, CancellationToken cancellationToken);

    /// <summary>Notes a use, at most once a minute, and moves the end.</summary>
    Task RecordUseAsync(
        Guid person,
        Guid session,
        DateTimeOffset at,
        DateTimeOffset expiresAt,
        CancellationToken cancellationToken
    );

    /// <summary>Those that have not ended, the last used first.</summary>
    Task<IReadOnlyList<Session>> ListAsync(Guid person, CancellationToken cancellationToken);

    /// <returns>False where the person has no such session.</returns>
    Task<bool> EndAsync(Guid person, Guid session, CancellationToken cancellationToken);

    /// <summary>Ends all sessions of the person but one.</summary>
    /// <returns>How many.</returns>
    Task<int> EndOthersAsync(Guid person, Guid but, CancellationToken cancellationToken);

    /// <summary>Has the session's next request work in another workspace.</summary>
    Task MoveAsync(Guid person, Guid session, WorkspaceId workspace, CancellationToken cancellationToken);
}

/// <summary>One browser in which someone is signed in.</summary>
/// <param name="Address">IP address that it began from.</param>
/// <param name="Agent">What the browser says of itself, at most 300 characters.</param>
/// <param name="LastUsedAt">Exact to the minute.</param>
/// <param name="ExpiresAt">When it ends unless it is used before.</param>
public sealed record Session(
    Guid Id,
    Guid Person,
    WorkspaceId Workspace,
    string Address,
    string Agent,
    DateTimeOffset CreatedAt,
    DateTimeOffset LastUsedAt,
    DateTimeOffset ExpiresAt
);

/// <summary>A session with whose it is, and the workspace it is in.</summary>
public sealed record KnownSession(Session Session, Person Person, Workspace Workspace, MemberRole Role);
