using Nexus.Domain.Workspaces;

namespace Nexus.Application.Storage;

/// <summary>Links by which people become members, in the workspace transaction that is open.</summary>
public interface IInvitations
{
    /// <param name="tokenHash">SHA-256 of the link's token.</param>
    Task AddAsync(Invitation invitation, byte[] tokenHash, CancellationToken cancellationToken);

    /// <summary>Those that may still be accepted, the newest first.</summary>
    Task<IReadOnlyList<Invitation>> ListOpenAsync(CancellationToken cancellationToken);

    /// <summary>The open invitation of the token; null where there is none.</summary>
    Task<Invitation?> FindOpenAsync(byte[] tokenHash, CancellationToken cancellationToken);

    /// <summary>As <see cref="FindOpenAsync"/>, with its row locked until the transaction ends.</summary>
    Task<Invitation?> LockOpenAsync(byte[] tokenHash, CancellationToken cancellationToken);

    Task AcceptAsync(Guid id, Guid person, CancellationToken cancellationToken);

    /// <returns>The invitation that ended; null where none is open under this id.</returns>
    Task<Invitation?> RevokeAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>Ends all open links of the console, so that the one to come is the only one.</summary>
    Task RevokeLinksOfConsoleAsync(CancellationToken cancellationToken);
}

/// <summary>Whose link was opened, before a workspace is known.</summary>
public interface IInvitationDirectory
{
    /// <returns>Null where no invitation, open or not, has such a token.</returns>
    Task<WorkspaceId?> FindWorkspaceAsync(byte[] tokenHash, CancellationToken cancellationToken);
}

/// <param name="Note">For whom it is meant, as the one who invited wrote it; may be empty.</param>
/// <param name="CreatedBy">Actor; <see cref="Console"/> for links that the operator made.</param>
public sealed record Invitation(
    Guid Id,
    MemberRole Role,
    string Note,
    string CreatedBy,
    DateTimeOffset CreatedAt,
    DateTimeOffset ExpiresAt
)
{
    /// <summary>The actor of sign-in links.</summary>
    public const string Console = "console";
}
