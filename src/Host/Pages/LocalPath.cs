namespace Nexus.Host.Pages;

/// <summary>Addresses within Nexus, for redirects that someone else had a say in.</summary>
public static class LocalPath
{
    /// <summary>The path if it is one within Nexus, and the first page otherwise.</summary>
    /// <param name="path">Such as <c>/runs?status=failed</c>; another host's address is not taken.</param>
    public static string Of(string? path) => IsLocal(path) ? path! : "/";

    /// <summary>Browsers read <c>//</c> and <c>/\</c> as the start of a host, and pass over control characters.</summary>
    private static bool IsLocal(string? path) =>
        path is ['/', ..]
        && path is not ['/', '/' or '\\', ..]
        && !path.Any(char.IsControl)
        && Uri.TryCreate(path, UriKind.Relative, out _);
}
