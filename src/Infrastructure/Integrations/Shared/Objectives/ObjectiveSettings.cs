using System.Text.Json;
using System.Text.Json.Nodes;
using static Nexus.Infrastructure.Integrations.Shared.SettingsSchema;

namespace Nexus.Infrastructure.Integrations.Shared.Objectives;

/// <summary>What a connection is told about its objectives, in the same settings whatever its source.</summary>
/// <remarks>
/// Where something of the source is found says the source's own schema: <c>progress</c>, <c>target</c>, <c>status</c> and
/// <c>due</c>, each of which may be missing.
/// </remarks>
internal static class ObjectiveSettings
{
    /// <summary>The settings that say what its numbers and states mean.</summary>
    /// <param name="source">As people know it.</param>
    public static (string Name, JsonObject Schema)[] Meaning(string source) =>
        [
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
