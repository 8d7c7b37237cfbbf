using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;
using Nexus.Application.Features.Kpis;

namespace Nexus.Host.Api;

/// <summary>The entity tag of one request: equal exactly while the answer is.</summary>
/// <param name="http">The request.</param>
/// <param name="mediator">Reads the version of the data when the caller holds a tag.</param>
/// <param name="body">The request's body, where it says what is asked.</param>
internal sealed class EntityTag(HttpContext http, IMediator mediator, string body = "")
{
    private readonly string _request = $"{http.Request.Path}{http.Request.QueryString}\n{body}";

    /// <summary>Whether the caller holds the answer already; costs one small query, and none without a tag.</summary>
    public async Task<bool> IsCurrentAsync(CancellationToken cancellationToken)
    {
        var held = http.Request.GetTypedHeaders().IfNoneMatch;
        if (held.Count == 0)
            return false;
        var now = await mediator.Send(new GetDataVersion.Query(), cancellationToken);
        foreach (var clock in (ReadOnlySpan<string>)[now.Clock, string.Empty])
        {
            var tag = now.Version.ETag(_request, clock);
            if (held.Any(candidate => candidate.Tag == tag))
            {
                Mark(tag);
                return true;
            }
        }
        return false;
    }

    public Ok<T> Ok<T>(Versioned<T> answer)
    {
        Mark(answer.Version.ETag(_request, answer.Clock));
        return TypedResults.Ok(answer.Value);
    }

    public FileContentHttpResult Csv<T>(Versioned<T> answer, byte[] content, string name)
    {
        Mark(answer.Version.ETag(_request, answer.Clock));
        return TypedResults.File(content, "text/csv; charset=utf-8", $"{name}.csv");
    }

    private void Mark(string tag)
    {
        http.Response.Headers.ETag = tag;
        // The answer belongs to the key that asked, and is worth asking again whether it still holds.
        http.Response.Headers.CacheControl = "private, no-cache";
        http.Response.Headers.Vary = HeaderNames.Authorization;
    }
}
