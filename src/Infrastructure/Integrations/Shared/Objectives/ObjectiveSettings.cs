using System.Text.Json;
using System.Text.Json.Nodes;
using static Nexus.Infrastructure.Integrations.Shared.SettingsSchema;

namespace Nexus.Infrastructure.Integrations.Shared.Objectives;

/// <summary>What a connection is told about its objectives, in the same settings whatever its source.</summary>
internal static class ObjectiveSettings
{
    /// <summary>Each may be missing, as far as <see cref="ObjectiveTerms.Check"/> allows.</summary>
    public static IReadOnlyList<PropertyRole> Roles { get; } =
    [
        new(
            "progress",
            "Progress",
            "Property that tells how far an objective is: a number, a checkbox, or a relation, which counts; also a computed one.",
            PropertyKind.Number
        ),
        new(
            "target",
            "Target",
            "Property with the value at which it is reached. Empty: progress is a share.",
            PropertyKind.Number
        ),
        new("start", "Start", "Property with the value that it began at. Empty: 0.", PropertyKind.Number),
        new("status", "Status", "Property with the state: a status, a choice or a checkbox.", PropertyKind.State),
        new("due", "Due", "Property with the last day.", PropertyKind.Days),
        new("owner", "Owner", "Property with who is responsible.", PropertyKind.Text),
    ];

    /// <summary>The form: which property is what, and what its numbers and states mean.</summary>
    /// <param name="source">As people know it.</param>
    public static (string Name, JsonObject Schema)[] Of(string source) =>
        [
            .. Roles.Select(role => role.Schema),
            (
                "progressAs",
                Choice(
                        "Shares are written as",
                        $"fraction: 0.42 is 42 %. points: 42 is 42 %. Numbers that {source} formats as percent are fractions.",
                        "fraction",
                        "points"
                    )
                    .Usually("fraction")
            ),
            (
                "completed",
                States("Completed", $"States of what is reached. Empty: {source}'s own group Complete.", source)
            ),
            ("atRisk", States("At risk", "States of what may be missed.", source)),
        ];

    public static ObjectiveTerms Terms(JsonElement settings) =>
        new(
            settings.Text("progress") is not null,
            settings.Text("target") is not null,
            settings.Text("progressAs") == "points",
            settings.Text("status") is not null,
            [.. settings.Items("completed").Select(one => one.GetString()!)],
            [.. settings.Items("atRisk").Select(one => one.GetString()!)],
            settings.Text("due") is not null
        );

    private static JsonObject States(string title, string description, string source) =>
        List(title, description, Text(title, $"As it is called in {source}."), most: 50);
}
