using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;
using Nexus.Host.Components;

namespace Nexus.Host.Pages;

/// <summary>Renders a page: the whole document, or for htmx the part that changes.</summary>
internal sealed class PageResult(
    PageContext page,
    Type component,
    IReadOnlyDictionary<string, object?> parameters,
    int status
) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.Headers.Append(HeaderNames.Vary, "HX-Request, HX-Target");
        if (await page.PrepareAsync(component, status, httpContext.RequestAborted) is { } instead)
        {
            await instead.ExecuteAsync(httpContext);
            return;
        }
        var shown = new Dictionary<string, object?> { ["Page"] = component, ["Parameters"] = parameters };
        IResult rendered = page.IsFragment
            ? new RazorComponentResult<Fragment>(shown) { StatusCode = status, PreventStreamingRendering = true }
            : new RazorComponentResult<Document>(shown) { StatusCode = status, PreventStreamingRendering = true };
        await rendered.ExecuteAsync(httpContext);
    }
}
