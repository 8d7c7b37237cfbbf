using Nexus.Infrastructure.Secrets;

namespace Nexus.Infrastructure.Postgres;

/// <summary>The roles that Nexus uses. None may bypass row-level security or create roles.</summary>
public static class DatabaseRoles
{
    /// <summary>Owns the schema; for migrations only.</summary>
    public const string Owner = "nexus_owner";

    /// <summary>The web process and the workers.</summary>
    public const string App = "nexus_app";

    /// <summary>May execute the function that claims due syncs, and nothing else.</summary>
    public const string Dispatcher = "nexus_dispatcher";

    /// <summary>Owns the few look-ups that run before a workspace is known. Nobody can log in as it.</summary>
    public const string Directory = "nexus_directory";

    /// <summary>Those that log in.</summary>
    public static readonly IReadOnlyList<string> Login = [Owner, App, Dispatcher];

    public static readonly IReadOnlyList<string> All = [Owner, App, Dispatcher, Directory];

    /// <summary>A role's password follows from the master key, so that every node knows it and no file holds it.</summary>
    public static string Password(MasterKey key, string role) => key.Derive($"nexus-role:{role}");
}
