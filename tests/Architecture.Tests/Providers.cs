using Nexus.Testing;

namespace Nexus.Architecture.Tests;

/// <summary>The providers as the tree of source files has them.</summary>
internal static class Providers
{
    public static string Home { get; } = Path.Combine(Repository.Root, "src", "Infrastructure", "Integrations");

    /// <summary>One folder per provider; Shared is for all of them.</summary>
    public static IReadOnlyList<string> Folders() =>
        [
            .. Directory
                .GetDirectories(Home)
                .Select(folder => Path.GetFileName(folder))
                .Where(name => name != "Shared")
                .Order(StringComparer.Ordinal),
        ];
}
