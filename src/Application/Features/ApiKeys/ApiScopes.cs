using Nexus.Application.Authorisation;

namespace Nexus.Application.Features.ApiKeys;

/// <summary>What a key may do. Each of read, write and admin includes the ones before it; operator stands apart.</summary>
public static class ApiScopes
{
    /// <summary>Read everything of the workspace.</summary>
    public const string Read = "read";

    /// <summary>Change data and connections.</summary>
    public const string Write = "write";

    /// <summary>Change settings and keys.</summary>
    public const string Admin = "admin";

    /// <summary>Run the instance: create workspaces, read its metrics.</summary>
    public const string Operator = "operator";

    private static readonly string[] Ladder = [Read, Write, Admin];

    public static readonly IReadOnlyList<string> All = [.. Ladder, Operator];

    /// <summary>What the first key of a workspace may do.</summary>
    public static readonly IReadOnlyList<string> Workspace = Ladder;

    /// <summary>Whether a key that holds <paramref name="held"/> may do what <paramref name="needed"/> covers.</summary>
    public static bool Allow(IEnumerable<string> held, string needed) => Right.Covers(held, needed);
}
