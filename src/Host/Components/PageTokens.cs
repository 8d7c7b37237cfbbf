using System.Text.Json;
using Nexus.Host.Pages;

namespace Nexus.Host.Components;

/// <summary>What requests carry to show that a page of ours made them, and for which workspace.</summary>
internal static class PageTokens
{
    /// <summary>As JSON for htmx, which sends them as headers.</summary>
    public static string Headers(PageContext page)
    {
        var headers = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [PostGuard.TokenHeader] = page.CsrfToken,
        };
        if (page.Member?.Workspace is { } workspace)
            headers[PostGuard.WorkspaceHeader] = workspace.PublicId.ToString();
        return JsonSerializer.Serialize(headers);
    }
}
