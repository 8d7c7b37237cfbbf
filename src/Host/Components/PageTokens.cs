using System.Text.Json;
using Microsoft.Extensions.Primitives;
using Nexus.Host.Identity;
using Nexus.Host.Pages;

namespace Nexus.Host.Components;

/// <summary>What requests carry to show which page of ours made them: for whom, and for which workspace.</summary>
internal static class PageTokens
{
    private const string PersonHeader = "X-Nexus-Person";

    /// <summary>As JSON for htmx, which sends them as headers.</summary>
    public static string Headers(PageContext page)
    {
        var headers = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [PostGuard.TokenHeader] = page.CsrfToken,
        };
        if (page.Member is { } member)
            headers[PersonHeader] = member.Id.ToString();
        if (page.Member?.Workspace is { } workspace)
            headers[PostGuard.WorkspaceHeader] = workspace.PublicId.ToString();
        return JsonSerializer.Serialize(headers);
    }

    /// <summary>
    /// Whether the frame that a part is fetched for shows who and what is open now: another tab may have changed either.
    /// A request that says nothing of its frame agrees with any.
    /// </summary>
    public static bool Agree(IHeaderDictionary headers, Member? member) =>
        AreOf(headers, member) && Is(headers[PostGuard.WorkspaceHeader], member?.Workspace?.PublicId);

    /// <summary>Whether the frame is of the person who is signed in now.</summary>
    public static bool AreOf(IHeaderDictionary headers, Member? member) => Is(headers[PersonHeader], member?.Id);

    private static bool Is(StringValues sent, Guid? open) =>
        sent.Count == 0 || (Guid.TryParse(sent.ToString(), out var id) && id == open);
}
