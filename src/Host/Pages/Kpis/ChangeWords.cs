using System.Text.Json;
using Nexus.Application.Features.Audit;

namespace Nexus.Host.Pages.Kpis;

/// <summary>The history of a metric in words.</summary>
internal static class ChangeWords
{
    public static string What(ListChanges.Change change)
    {
        var day = Text(change.After, "at") ?? Text(change.Before, "at");
        var what = change.Action switch
        {
            "point.added" => "Value added",
            "point.changed" => "Value changed",
            "point.deleted" => "Value deleted",
            "override.set" => "Override put in",
            "override.replaced" => "Override changed",
            "override.removed" => "Override undone",
            "override.superseded" => "Override ended: the source delivered",
            _ => change.Action.Replace('.', ' ').Replace('_', ' '),
        };
        return day is null ? what : $"{what}, {day}";
    }

    /// <summary>A person, a key, or what else did it.</summary>
    public static string Who(ListChanges.Change change) =>
        change.BatchKind switch
        {
            "sync" => "Sync",
            "import" => "Import",
            "undo" => "Undo of an import",
            _ when change.Actor.StartsWith("person:", StringComparison.Ordinal) => "A person",
            _ when change.Actor.StartsWith("key:", StringComparison.Ordinal) => "API key " + change.Actor[4..],
            _ => change.Actor,
        };

    /// <summary>The value of a state; null where it has none.</summary>
    public static decimal? Value(JsonElement? state) =>
        state is { ValueKind: JsonValueKind.Object } known
        && known.TryGetProperty("value", out var value)
        && value.ValueKind == JsonValueKind.Number
            ? value.GetDecimal()
            : null;

    public static string Aggregation(string aggregation) =>
        aggregation switch
        {
            "sum" => "added over days and parts",
            "last" => "the latest value, added over parts only",
            "none" => "as the source gives it, never added",
            _ => "divided when read, never an average of averages",
        };

    private static string? Text(JsonElement? state, string name) =>
        state is { ValueKind: JsonValueKind.Object } known
        && known.TryGetProperty(name, out var text)
        && text.ValueKind == JsonValueKind.String
            ? text.GetString()
            : null;
}
