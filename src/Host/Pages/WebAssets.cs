using System.Collections.Frozen;
using System.Net.Mime;
using System.Reflection;
using System.Text.Json;
using Microsoft.Net.Http.Headers;

namespace Nexus.Host.Pages;

/// <summary>
/// Scripts, styles and fonts, as the build left them in the assembly: named by their content, so that browsers keep them
/// for good, and compressed beforehand.
/// </summary>
internal sealed class WebAssets
{
    public const string Root = "/lib";

    private static readonly FrozenDictionary<string, string> Types = new Dictionary<string, string>(
        StringComparer.Ordinal
    )
    {
        [".js"] = MediaTypeNames.Text.JavaScript,
        [".css"] = MediaTypeNames.Text.Css,
        [".woff2"] = "font/woff2",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private readonly FrozenDictionary<string, string> _names;
    private readonly FrozenDictionary<string, byte[]> _contents;

    public WebAssets()
    {
        var assembly = typeof(WebAssets).Assembly;
        _contents = assembly
            .GetManifestResourceNames()
            .Where(name => name.StartsWith("lib/", StringComparison.Ordinal))
            .ToFrozenDictionary(name => name["lib/".Length..], name => Read(assembly, name), StringComparer.Ordinal);
        _names = JsonSerializer
            .Deserialize<Dictionary<string, string>>(_contents["names.json"])!
            .ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>Address of a file by the name that its source has, such as <c>app.css</c>.</summary>
    public string Address(string name) => $"{Root}/{_names[name]}";

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapGet(Root + "/{name}", (string name, HttpContext context, WebAssets assets) => assets.Send(name, context))
            .AllowAnonymous()
            .ExcludeFromDescription();

    private IResult Send(string name, HttpContext context)
    {
        if (!_names.Values.Contains(name, StringComparer.Ordinal) || !_contents.TryGetValue(name, out var content))
            return Results.NotFound();
        var headers = context.Response.Headers;
        headers.CacheControl = "public, max-age=31536000, immutable";
        headers.Vary = HeaderNames.AcceptEncoding;
        var accepted = context.Request.Headers.AcceptEncoding.ToString();
        foreach (var (coding, ending) in new[] { ("br", ".br"), ("gzip", ".gz") })
        {
            if (!accepted.Contains(coding, StringComparison.OrdinalIgnoreCase))
                continue;
            if (!_contents.TryGetValue(name + ending, out var compressed))
                continue;
            headers.ContentEncoding = coding;
            content = compressed;
            break;
        }
        return Results.Bytes(content, Types[Path.GetExtension(name)]);
    }

    private static byte[] Read(Assembly assembly, string name)
    {
        using var stream = assembly.GetManifestResourceStream(name)!;
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
    }
}
