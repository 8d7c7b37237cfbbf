namespace Nexus.Infrastructure.Storage.Rows;

/// <summary>A row that belongs to one person, whatever the workspace; its table carries the wall between people.</summary>
internal interface IPersonalRow
{
    Guid PersonId { get; }
}

internal sealed class PersonRow : IPersonalRow
{
    public required Guid PersonId { get; init; }
    public required string Email { get; set; }

    /// <summary>The address as Identity normalises it; unique.</summary>
    public required string EmailKey { get; set; }
    public required string Name { get; set; }

    /// <summary>As Identity's hasher writes it: PBKDF2 with its own salt and number of rounds.</summary>
    public required string PasswordHash { get; set; }
    public required string SecurityStamp { get; set; }

    /// <summary>Attempts at the password since it was last right.</summary>
    public required short Attempts { get; set; }

    /// <summary>Until when no password is looked at; null while there are attempts left.</summary>
    public DateTimeOffset? RestsUntil { get; set; }
    public required DateTimeOffset CreatedAt { get; init; }
}

/// <summary>One browser in which a person is signed in; gone when it is not.</summary>
internal sealed class PersonSessionRow : IPersonalRow
{
    public required Guid PersonId { get; init; }
    public required Guid SessionId { get; init; }

    /// <summary>SHA-256 of what the browser keeps.</summary>
    public required byte[] TokenHash { get; init; }

    /// <summary>Number of the workspace that the browser is in.</summary>
    public required int CurrentWorkspace { get; set; }
    public required string Address { get; init; }
    public required string Agent { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset LastUsedAt { get; set; }
    public required DateTimeOffset ExpiresAt { get; set; }
}

internal sealed class MembershipRow : ITenantRow
{
    public required int WorkspaceId { get; init; }
    public required Guid PersonId { get; init; }
    public required string Role { get; set; }
    public required string AddedBy { get; init; }
    public required DateTimeOffset JoinedAt { get; init; }
}

internal sealed class InvitationRow : ITenantRow
{
    public required int WorkspaceId { get; init; }
    public required Guid InvitationId { get; init; }

    /// <summary>SHA-256 of the link's token.</summary>
    public required byte[] TokenHash { get; init; }
    public required string Role { get; init; }
    public required string Note { get; init; }
    public required string CreatedBy { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset ExpiresAt { get; init; }
    public DateTimeOffset? AcceptedAt { get; set; }
    public Guid? AcceptedBy { get; set; }
    public DateTimeOffset? RevokedAt { get; set; }
}

/// <summary>A key that signs and encrypts cookies and forms. Belongs to the instance, hence no wall.</summary>
internal sealed class ProtectionKeyRow
{
    public required string Name { get; init; }
    public required string MasterKeyId { get; init; }

    /// <summary>The framework's XML, sealed with the operator's key.</summary>
    public required byte[] Sealed { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
}
