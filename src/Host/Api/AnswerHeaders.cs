using Microsoft.Net.Http.Headers;

namespace Nexus.Host.Api;

/// <summary>Headers that keep answers to programs from being stored, sniffed or framed.</summary>
internal static class AnswerHeaders
{
    public static void UseAnswerHeaders(this WebApplication app) =>
        app.Use(
            (context, next) =>
            {
                if (ApiPaths.Contain(context.Request.Path))
                    context.Response.OnStarting(() => SetAsync(context.Response.Headers));
                return next(context);
            }
        );

    private static Task SetAsync(IHeaderDictionary headers)
    {
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers[HeaderNames.ContentSecurityPolicy] = "default-src 'none'; frame-ancestors 'none'";
        headers["Referrer-Policy"] = "no-referrer";
        // An endpoint that knows better has said so already.
        headers.CacheControl = headers.CacheControl.Count > 0 ? headers.CacheControl : "no-store";
        return Task.CompletedTask;
    }
}
