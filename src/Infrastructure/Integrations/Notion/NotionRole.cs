using System.Text.Json.Nodes;
using Nexus.Infrastructure.Integrations.Shared;
using Nexus.Infrastructure.Integrations.Shared.Notes;

namespace Nexus.Infrastructure.Integrations.Notion;

/// <summary>What a property of a table can be to an objective or a note; people choose which one is.</summary>
/// <param name="Name">As mapped pages have it.</param>
/// <param name="Title">Of the setting, as <paramref name="Description"/>.</param>
/// <param name="Types">Types of properties that can be it.</param>
internal sealed record NotionRole(string Name, string Title, string Description, string[] Types)
{
    private static readonly IReadOnlyList<NotionRole> OfObjectives =
    [
        new(
            "progress",
            "Progress",
            "Property that tells how far an objective is: a number, formula, rollup, checkbox, or a relation, which counts.",
            PropertyValue.Numbers
        ),
        new(
            "target",
            "Target",
            "Property with the value at which it is reached. Empty: progress is a share.",
            PropertyValue.Numbers
        ),
        new("start", "Start", "Property with the value that it began at. Empty: 0.", PropertyValue.Numbers),
        new(
            "status",
            "Status",
            "Property with the state: a status, select, checkbox or formula.",
            PropertyValue.Statuses
        ),
        new("due", "Due", "Property with the last day.", PropertyValue.Dates),
        new("owner", "Owner", "Property with who is responsible.", PropertyValue.Texts),
    ];

    private static readonly IReadOnlyList<NotionRole> OfNotes =
    [
        new(
            "date",
            "Date of a note",
            "Property with its day or days. Empty: the day on which it was written.",
            PropertyValue.Dates
        )
        {
            Setting = "noteDate",
        },
        new("text", "Text of a note", "Property with its text. Empty: the page itself.", PropertyValue.Texts)
        {
            Setting = "noteText",
        },
        new("link", "Link of a note", "Property with an address. Empty: the page's own.", PropertyValue.Links)
        {
            Setting = "noteLink",
        },
    ];

    /// <summary>Name of the setting that names the property.</summary>
    public string Setting { get; init; } = Name;

    public (string Name, JsonObject Schema) Schema => (Setting, SettingsSchema.Text(Title, Description));

    public static IReadOnlyList<NotionRole> Of(string stream) => stream == Note.Stream ? OfNotes : OfObjectives;
}
