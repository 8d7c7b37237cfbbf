using System.Text.Json.Nodes;
using Nexus.Infrastructure.Integrations.Shared;
using Nexus.Infrastructure.Integrations.Shared.Notes;

namespace Nexus.Infrastructure.Integrations.Notion;

/// <summary>What a property of a table can be to an objective or a note; people choose which one is.</summary>
/// <param name="Setting">The setting that names the property.</param>
/// <param name="Title">Of the setting, as <paramref name="Description"/>.</param>
/// <param name="Types">Types of properties that can be it.</param>
internal sealed record NotionRole(string Setting, string Title, string Description, string[] Types)
{
    /// <summary>Types that can be a number: relations count, and a ticked box is 1.</summary>
    private static readonly string[] Numbers = ["number", "formula", "rollup", "checkbox", "relation"];

    private static readonly string[] Statuses = ["status", "select", "checkbox", "formula"];

    private static readonly string[] Links = ["url", "rich_text", "formula"];

    private static readonly string[] Dates = ["date", "formula", "rollup", "created_time", "last_edited_time"];

    private static readonly string[] Texts = (
        "rich_text title select multi_select status people created_by last_edited_by formula rollup url email phone_number "
        + "unique_id number"
    ).Split(' ');

    private static readonly IReadOnlyList<NotionRole> OfObjectives =
    [
        new(
            "progress",
            "Progress",
            "Property that tells how far an objective is: a number, formula, rollup, checkbox, or a relation, which counts.",
            Numbers
        ),
        new("target", "Target", "Property with the value at which it is reached. Empty: progress is a share.", Numbers),
        new("start", "Start", "Property with the value that it began at. Empty: 0.", Numbers),
        new("status", "Status", "Property with the state: a status, select, checkbox or formula.", Statuses),
        new("due", "Due", "Property with the last day.", Dates),
        new("owner", "Owner", "Property with who is responsible.", Texts),
    ];

    private static readonly IReadOnlyList<NotionRole> OfNotes =
    [
        new(
            "noteDate",
            "Date of a note",
            "Property with its day or days. Empty: the day on which it was written.",
            Dates
        ),
        new("noteText", "Text of a note", "Property with its text. Empty: the page itself.", Texts),
        new("noteLink", "Link of a note", "Property with an address. Empty: the page's own.", Links),
    ];

    public (string Name, JsonObject Schema) Schema => (Setting, SettingsSchema.Text(Title, Description));

    public static IReadOnlyList<NotionRole> Of(string stream) => stream == Note.Stream ? OfNotes : OfObjectives;
}
