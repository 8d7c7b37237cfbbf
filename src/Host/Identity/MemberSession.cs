namespace Nexus.Host.Identity;

/// <summary>How people are signed in: by a cookie, which carries the claims of <see cref="NexusClaims"/>.</summary>
internal static class MemberSession
{
    /// <summary>Name of the authentication scheme.</summary>
    public const string Scheme = "nexus";

    /// <summary>Where people sign in; takes <c>returnUrl</c>, an address within Nexus.</summary>
    public const string SignInPath = "/sign-in";

    /// <summary>Where the form posts whose person leaves.</summary>
    public const string SignOutPath = "/sign-out";

    /// <summary>Where a person chooses another workspace, and posts which one (<c>to</c>, its public id).</summary>
    public const string WorkspacesPath = "/workspaces";

    /// <summary>A person's own settings and sessions.</summary>
    public const string AccountPath = "/account";
}
