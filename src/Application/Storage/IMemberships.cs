using Nexus.Domain.Workspaces;

namespace Nexus.Application.Storage;

/// <summary>Who belongs to the workspace, in the transaction that is open.</summary>
public interface IMemberships
{
    /// <summary>By name.</summary>
    Task<IReadOnlyList<Member>> ListAsync(CancellationToken cancellationToken);

    /// <summary>The member, with all of them locked against other changes; null where the person is none.</summary>
    Task<Member?> LockAsync(Guid person, CancellationToken cancellationToken);

    Task<bool> AnyOtherOwnsAsync(Guid person, CancellationToken cancellationToken);

    /// <returns>False where the person is a member already.</returns>
    Task<bool> TryAddAsync(Guid person, MemberRole role, string addedBy, CancellationToken cancellationToken);

    Task ChangeRoleAsync(Guid person, MemberRole role, CancellationToken cancellationToken);

    Task RemoveAsync(Guid person, CancellationToken cancellationToken);
}

/// <summary>Where a person is a member, before a workspace is entered.</summary>
public interface IMembershipDirectory
{
    /// <summary>By name of the workspace.</summary>
    Task<IReadOnlyList<JoinedWorkspace>> ListAsync(Guid person, CancellationToken cancellationToken);
}

/// <param name="AddedBy">The actor who invited them.</param>
public sealed record Member(Person Person, MemberRole Role, DateTimeOffset JoinedAt, string AddedBy);

/// <summary>A workspace as one of its members sees it from outside.</summary>
public sealed record JoinedWorkspace(WorkspaceId Id, Guid PublicId, string Name, MemberRole Role);
