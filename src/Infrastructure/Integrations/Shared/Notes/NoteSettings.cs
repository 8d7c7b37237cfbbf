namespace Nexus.Infrastructure.Integrations.Shared.Notes;

/// <summary>What a connection is told about its notes, in the same settings whatever its source.</summary>
internal static class NoteSettings
{
    /// <summary>Each may be missing.</summary>
    public static IReadOnlyList<PropertyRole> Roles { get; } =
    [
        new(
            "noteDate",
            "Date of a note",
            "Property with its day or days. Empty: the day on which it was written.",
            PropertyKind.Days
        ),
        new("noteText", "Text of a note", "Property with its text. Empty: what it says itself.", PropertyKind.Text),
        new("noteLink", "Link of a note", "Property with an address. Empty: its own.", PropertyKind.Link),
    ];
}
