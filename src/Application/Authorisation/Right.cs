using Nexus.Application.Features.ApiKeys;

namespace Nexus.Application.Authorisation;

/// <summary>
/// What a use case may need of its sender. Read, write, admin and owner are a ladder: each includes the ones before it.
/// The others stand apart.
/// </summary>
public static class Right
{
    /// <summary>Whoever asks: what is asked for proves itself, as a password or the token of a link does.</summary>
    public const string Nothing = "nothing";

    /// <summary>A person who has signed in, for what is their own.</summary>
    public const string Person = "person";

    /// <inheritdoc cref="ApiScopes.Read" />
    public const string Read = ApiScopes.Read;

    /// <inheritdoc cref="ApiScopes.Write" />
    public const string Write = ApiScopes.Write;

    /// <inheritdoc cref="ApiScopes.Admin" />
    public const string Admin = ApiScopes.Admin;

    /// <summary>Decide who owns the workspace. No key holds it: it is for people.</summary>
    public const string Owner = "owner";

    /// <inheritdoc cref="ApiScopes.Operator" />
    public const string Operator = ApiScopes.Operator;

    /// <summary>Nexus's own jobs and the operator's console; nobody from outside.</summary>
    public const string System = "system";

    private static readonly string[] Ladder = [Read, Write, Admin, Owner];

    public static readonly IReadOnlyList<string> All = [Nothing, Person, .. Ladder, Operator, System];

    /// <summary>Whether one who holds <paramref name="held"/> may do what takes <paramref name="needed"/>.</summary>
    public static bool Covers(IEnumerable<string> held, string needed)
    {
        var rung = Array.IndexOf(Ladder, needed);
        return held.Any(right => right == needed || (rung >= 0 && Array.IndexOf(Ladder, right) > rung));
    }
}
