using System.Text;
using Nexus.Domain.Workspaces;

namespace Nexus.Host.Pages;

/// <summary>Names of the files that pages hand out: they say which workspace is in them.</summary>
public static class ExportName
{
    private const int Longest = 40;

    /// <returns>Such as <c>acme-shop-audit-2026-03-01.csv</c>; a name without letters of ASCII gives way to the public id.</returns>
    public static string Of(Workspace workspace, string what) => $"{Slug(workspace)}-{what}.csv";

    private static string Slug(Workspace workspace)
    {
        var slug = new StringBuilder();
        foreach (var letter in workspace.Name.ToLowerInvariant())
        {
            if (char.IsAsciiLetterOrDigit(letter))
                slug.Append(letter);
            else if (slug is { Length: > 0 } && slug[^1] != '-')
                slug.Append('-');
        }
        var name = slug.ToString(0, Math.Min(slug.Length, Longest)).Trim('-');
        return name.Length > 0 ? name : workspace.PublicId.ToString("N")[..8];
    }
}
