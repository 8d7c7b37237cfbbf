namespace Nexus.Host.Pages;

/// <summary>303: what was posted is done, and its outcome is shown elsewhere (RFC 9110, 15.4.4).</summary>
internal sealed class SeeOther(string path) : IResult
{
    private static readonly Uri Anywhere = new("http://nexus");

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var target = new Uri(Anywhere, path);
        httpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
        // As the address has it: characters beyond ASCII have no place in a header.
        httpContext.Response.Headers.Location = target.PathAndQuery + target.Fragment;
        return Task.CompletedTask;
    }
}
