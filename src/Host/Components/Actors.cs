namespace Nexus.Host.Components;

/// <summary>Who did something, as the audit trail names them, in words for people.</summary>
public static class Actors
{
    /// <param name="actor">Such as <c>key:nx_ab12cd</c>, <c>cli</c> or <c>scheduler</c>.</param>
    /// <param name="people">Names of people by their id; who is not among them is called a person.</param>
    public static string Text(string actor, IReadOnlyDictionary<Guid, string>? people = null)
    {
        if (After(actor, "key:") is { } key)
            return $"API key {key}";
        if (After(actor, "person:") is { } person)
            return Guid.TryParse(person, out var id) && people?.TryGetValue(id, out var name) == true
                ? name
                : "A person";
        return actor switch
        {
            "cli" => "Command line",
            "scheduler" => "Schedule",
            "setup" => "First start",
            _ => actor.Length > 0 ? char.ToUpperInvariant(actor[0]) + actor[1..] : "Nexus",
        };
    }

    private static string? After(string actor, string prefix) =>
        actor.StartsWith(prefix, StringComparison.Ordinal) ? actor[prefix.Length..] : null;
}
