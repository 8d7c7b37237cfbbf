using System.Security.Claims;
using Nexus.Application.Storage;

namespace Nexus.Host.Identity;

/// <summary>Who calls, as claims.</summary>
internal static class Caller
{
    private const string ScopeClaim = "scope";
    private const string WorkspaceClaim = "workspace";

    public static ClaimsPrincipal Of(KnownApiKey key) =>
        new(
            new ClaimsIdentity(
                [
                    new Claim(ClaimTypes.NameIdentifier, key.KeyId.ToString()),
                    new Claim(WorkspaceClaim, key.WorkspacePublicId.ToString()),
                    .. key.Scopes.Select(scope => new Claim(ScopeClaim, scope)),
                ],
                ApiKeyAuthentication.Scheme
            )
        );

    public static IReadOnlyList<string> Scopes(this ClaimsPrincipal caller) =>
        [.. caller.FindAll(ScopeClaim).Select(claim => claim.Value)];

    /// <summary>Id of the key, or null for a caller without one.</summary>
    public static string? KeyId(this ClaimsPrincipal caller) => caller.FindFirstValue(ClaimTypes.NameIdentifier);

    /// <summary>Public id of the caller's workspace, or null.</summary>
    public static string? Workspace(this ClaimsPrincipal caller) => caller.FindFirstValue(WorkspaceClaim);
}
