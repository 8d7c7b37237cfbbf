using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using Nexus.Host.Components;

namespace Nexus.Host.Pages.Audit;

/// <summary>The history in words for people.</summary>
public static class AuditWords
{
    private static readonly FrozenDictionary<string, string> Actions = new Dictionary<string, string>(
        StringComparer.Ordinal
    )
    {
        ["point.added"] = "Value added",
        ["point.changed"] = "Value changed",
        ["point.deleted"] = "Value removed",
        ["override.set"] = "Value overridden",
        ["override.replaced"] = "Override replaced",
        ["override.removed"] = "Override taken back",
        ["override.superseded"] = "Override ended by newer data",
        ["override.reopened"] = "Override shown again",
        ["import.committed"] = "File imported",
        ["import.undone"] = "Import undone",
        ["template.deleted"] = "Import template deleted",
        ["metric.created"] = "Metric created",
        ["dashboard.created"] = "Dashboard created",
        ["dashboard.changed"] = "Dashboard's settings changed",
        ["dashboard.deleted"] = "Dashboard deleted",
        ["dashboard.filled"] = "Dashboard filled from its template",
        ["dashboard.arranged"] = "Tiles arranged anew",
        ["dashboard.tile_added"] = "Tile added",
        ["dashboard.tile_changed"] = "Tile changed",
        ["dashboard.tile_removed"] = "Tile removed",
        ["share.created"] = "Share link made",
        ["share.revoked"] = "Share link revoked",
        ["goal.created"] = "Goal set",
        ["goal.changed"] = "Goal changed",
        ["goal.removed"] = "Goal removed",
        ["annotation.added"] = "Note written",
        ["annotation.changed"] = "Note changed",
        ["annotation.removed"] = "Note removed",
        ["connection.created"] = "Source connected",
        ["connection.changed"] = "Connection changed",
        ["connection.status_changed"] = "Connection's status changed",
        ["connection.disconnected"] = "Source disconnected",
        ["grant.given"] = "Access granted at a provider",
        ["api_key.created"] = "API key created",
        ["api_key.revoked"] = "API key revoked",
        ["exchange_rates.changed"] = "Exchange rates changed",
        ["exchange_rates.removed"] = "Exchange rates removed",
        ["member.invited"] = "Person invited",
        ["member.invitation_revoked"] = "Invitation taken back",
        ["member.joined"] = "Person joined",
        ["member.role_changed"] = "Role changed",
        ["member.removed"] = "Person removed",
        ["sign_in_link.created"] = "Sign-in link made",
        ["workspace.created"] = "Workspace created",
        ["workspace.changed"] = "Workspace settings changed",
        ["work.given_up"] = "Queued work given up",
        ["work.retried"] = "Queued work tried again",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static IReadOnlyList<Option> Options { get; } =
    [.. Actions.Select(known => new Option(known.Key, known.Value)).OrderBy(option => option.Text)];

    /// <summary>An action without words of its own is told by its name.</summary>
    public static string Action(string action) =>
        Actions.TryGetValue(action, out var words)
            ? words
            : char.ToUpperInvariant(action[0]) + action[1..].Replace('.', ' ').Replace('_', ' ');

    /// <summary>A state as <c>name: value</c> lines; empty where there is none.</summary>
    public static IReadOnlyList<(string Name, string Value)> State(JsonElement? state) =>
        state switch
        {
            null => [],
            { ValueKind: JsonValueKind.Object } facts =>
            [
                .. facts.EnumerateObject().Select(fact => (Spaced(fact.Name), Text(fact.Value))),
            ],
            { } one => [("", Text(one))],
        };

    private static string Text(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.Null => Figures.Missing,
            JsonValueKind.True => "yes",
            JsonValueKind.False => "no",
            JsonValueKind.Number => value.GetDecimal().ToString("#,0.############", CultureInfo.InvariantCulture),
            JsonValueKind.Array => string.Join(", ", value.EnumerateArray().Select(Text)),
            JsonValueKind.String => Text(value.GetString()!),
            _ => value.GetRawText(),
        };

    /// <summary>An instant to the minute; other texts as they are.</summary>
    private static string Text(string text) =>
        text.Length > 19
        && text[10] == 'T'
        && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            ? $"{Ages.Moment(at, TimeZoneInfo.Utc)} UTC"
            : text;

    /// <summary><c>timeZone</c> is <c>time zone</c>.</summary>
    private static string Spaced(string name) =>
        string.Concat(
            name.Select(letter =>
                char.IsAsciiLetterUpper(letter) ? " " + char.ToLowerInvariant(letter)
                : letter == '_' ? " "
                : letter.ToString()
            )
        );
}
