namespace Nexus.Host.Components;

/// <summary>Who did something, as the audit trail names them, in words for people.</summary>
public static class Actors
{
    /// <param name="actor">Such as <c>person:ada@example.com</c>, <c>key:nx_ab12cd</c>, <c>cli</c> or <c>scheduler</c>.</param>
    public static string Text(string actor) =>
        After(actor, "person:")
        ?? (After(actor, "key:") is { } key ? $"API key {key}" : null)
        ?? actor switch
        {
            "cli" => "Command line",
            "scheduler" => "Schedule",
            "" => "Nexus",
            _ => char.ToUpperInvariant(actor[0]) + actor[1..],
        };

    private static string? After(string actor, string prefix) =>
        actor.StartsWith(prefix, StringComparison.Ordinal) ? actor[prefix.Length..] : null;
}
