namespace Nexus.ProviderSimulator.Http;

/// <summary>A path, or the beginning of one where it ends in <c>*</c>.</summary>
internal static class PathPattern
{
    public static bool Matches(string pattern, string path) =>
        pattern.EndsWith('*')
            ? path.StartsWith(pattern[..^1], StringComparison.Ordinal)
            : string.Equals(pattern, path, StringComparison.Ordinal);
}
