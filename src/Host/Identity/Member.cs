using System.Globalization;
using System.Security.Claims;
using Nexus.Application.Features.ApiKeys;
using Nexus.Domain.Workspaces;

namespace Nexus.Host.Identity;

/// <summary>A signed-in person, in the workspace that their session is in.</summary>
/// <param name="Workspace">Null for a person who is in no workspace.</param>
/// <param name="Role">viewer, editor, admin or owner; empty without a workspace.</param>
/// <param name="Scopes">What the role allows, in the words of API keys.</param>
public sealed record Member(
    Guid Id,
    string Name,
    MemberWorkspace? Workspace,
    string Role,
    IReadOnlyList<string> Scopes,
    Guid? Session
)
{
    /// <summary>Up to two letters for where there is no room for a name.</summary>
    public string Initials
    {
        get
        {
            var words = Name.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            var letters = words.Length > 1 ? [words[0], words[^1]] : words;
            return string.Concat(letters.Select(word => StringInfo.GetNextTextElement(word))).ToUpperInvariant();
        }
    }

    /// <summary>Whether the role allows what the scope covers.</summary>
    public bool May(string scope) => ApiScopes.Allow(Scopes, scope);

    /// <summary>The person behind a principal of <see cref="MemberSession.Scheme"/>, or null.</summary>
    internal static Member? Of(ClaimsPrincipal principal)
    {
        if (!Guid.TryParse(principal.FindFirstValue(NexusClaims.Person), out var id))
            return null;
        var workspace =
            Guid.TryParse(principal.FindFirstValue(NexusClaims.Workspace), out var publicId)
            && int.TryParse(
                principal.FindFirstValue(NexusClaims.WorkspaceNumber),
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out var number
            )
                ? new MemberWorkspace(new WorkspaceId(number), publicId)
                : null;
        return new Member(
            id,
            principal.FindFirstValue(NexusClaims.Name) ?? "",
            workspace,
            principal.FindFirstValue(NexusClaims.Role) ?? "",
            [.. principal.FindAll(NexusClaims.Scope).Select(claim => claim.Value)],
            Guid.TryParse(principal.FindFirstValue(NexusClaims.Session), out var session) ? session : null
        );
    }
}

/// <param name="PublicId">The id that forms carry.</param>
public sealed record MemberWorkspace(WorkspaceId Number, Guid PublicId);
