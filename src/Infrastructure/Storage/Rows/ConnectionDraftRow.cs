namespace Nexus.Infrastructure.Storage.Rows;

/// <summary>What a person has said about an account that they are in the middle of connecting.</summary>
internal sealed class ConnectionDraftRow : ITenantRow
{
    public required int WorkspaceId { get; init; }

    /// <summary>Whose it is, as the audit trail names them.</summary>
    public required string Actor { get; init; }
    public required string Provider { get; init; }

    /// <summary>Public id of what was consented to; a grant that has ended meanwhile is found missing when it is used.</summary>
    public Guid? GrantPublicId { get; set; }
    public string? Name { get; set; }

    /// <summary>Null before they were asked for.</summary>
    public string? Settings { get; set; }
    public string? Schedule { get; set; }
    public string? ScheduleZone { get; set; }
    public required int KeyNo { get; set; }

    /// <summary>All credentials by name: nonce, ciphertext and tag. Goes with its key when keys are rotated.</summary>
    public required byte[] Sealed { get; set; }
    public required DateTimeOffset ExpiresAt { get; set; }
}
