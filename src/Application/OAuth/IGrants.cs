namespace Nexus.Application.OAuth;

/// <summary>The grants of the workspace, in the transaction that is open.</summary>
public interface IGrants
{
    /// <param name="scopes">Those that were granted.</param>
    Task<Grant> AddAsync(
        string provider,
        string clientId,
        string? subject,
        IReadOnlyList<string> scopes,
        GrantTokens tokens,
        CancellationToken cancellationToken
    );

    Task<Grant?> FindAsync(Guid id, CancellationToken cancellationToken);

    Task<Grant?> FindAsync(int number, CancellationToken cancellationToken);

    /// <summary>The grant that a connection uses; null where it uses none.</summary>
    Task<Grant?> FindOfConnectionAsync(int connection, CancellationToken cancellationToken);

    /// <summary>Takes the right to renew a grant that is still as it was read.</summary>
    /// <returns>False where another has it, or the grant has changed: it is to be read again.</returns>
    Task<bool> TryHoldAsync(Grant was, Guid renewer, TimeSpan time, CancellationToken cancellationToken);

    /// <summary>Gives the right back without a renewal.</summary>
    Task ReleaseAsync(Grant was, Guid renewer, CancellationToken cancellationToken);

    /// <summary>Stores renewed tokens, and gives the right back.</summary>
    /// <returns>False where the grant is not as it was read any more.</returns>
    Task<bool> KeepAsync(Grant was, GrantTokens tokens, CancellationToken cancellationToken);

    /// <summary>Notes that the provider has ended a grant.</summary>
    Task EndAsync(Grant was, CancellationToken cancellationToken);

    /// <summary>Numbers of the connections that use a grant, in their order.</summary>
    Task<IReadOnlyList<int>> ConnectionsOfAsync(int grant, CancellationToken cancellationToken);

    /// <summary>
    /// Whether anyone but the connection lives on what the same person granted to the same registration, in whatever
    /// workspace: to revoke it would take theirs, too.
    /// </summary>
    Task<bool> HasSiblingAsync(Grant grant, int? besides, CancellationToken cancellationToken);

    /// <summary>Lets the connections that use one grant use another.</summary>
    Task MoveAsync(Grant from, Grant to, CancellationToken cancellationToken);

    /// <summary>Takes a connection off its grant; one that nobody uses any more is deleted.</summary>
    Task DetachAsync(int connection, CancellationToken cancellationToken);

    /// <summary>Deletes a grant that no connection uses.</summary>
    Task RemoveUnusedAsync(int grant, CancellationToken cancellationToken);

    /// <summary>Those that were neither granted nor renewed since then, and have not ended.</summary>
    Task<IReadOnlyList<Grant>> ListIdleAsync(DateTimeOffset since, CancellationToken cancellationToken);
}

/// <summary>Consents that were begun, in the transaction that is open.</summary>
public interface IPendingConsents
{
    /// <param name="stateHash">Of the secret that the provider hands back.</param>
    /// <param name="bindingHash">Of the secret that the browser keeps.</param>
    Task AddAsync(
        PendingConsent consent,
        byte[] stateHash,
        byte[] bindingHash,
        TimeSpan life,
        CancellationToken cancellationToken
    );

    /// <summary>Takes a consent that was begun, once, within its life, by who began it.</summary>
    /// <param name="bindingHash">Null where the browser presented nothing.</param>
    /// <param name="actor">Who is signed in; null for nobody.</param>
    /// <returns>Null where there is none for all of these; which one does not fit is not told.</returns>
    Task<PendingConsent?> TakeAsync(
        string provider,
        byte[] stateHash,
        byte[]? bindingHash,
        string? actor,
        CancellationToken cancellationToken
    );

    /// <summary>Deletes those whose life is over.</summary>
    Task<long> RemoveEndedAsync(CancellationToken cancellationToken);
}

/// <summary>Finds the workspace of a consent, before any workspace is known.</summary>
public interface IConsentDirectory
{
    Task<Domain.Workspaces.WorkspaceId?> FindWorkspaceAsync(byte[] stateHash, CancellationToken cancellationToken);
}
