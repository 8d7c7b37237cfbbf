using Microsoft.AspNetCore.Diagnostics;

namespace Nexus.Host.Api.Problems;

/// <summary>Turns every exception of an API call into a problem, and logs those that are ours to mend.</summary>
internal sealed class ProblemExceptionHandler(ILogger<ProblemExceptionHandler> log) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(
        HttpContext httpContext,
        Exception exception,
        CancellationToken cancellationToken
    )
    {
        if (!ApiPaths.Contain(httpContext.Request.Path))
            return false;
        var problem = ExceptionProblems.Of(exception);
        if (problem.Status == StatusCodes.Status500InternalServerError)
            log.LogError(exception, "An API call failed");
        else if (problem.Status > StatusCodes.Status500InternalServerError)
            log.LogWarning(exception, "An API call could not be served: {Code}", problem.Code);
        await problem.WriteAsync(httpContext);
        return true;
    }
}
