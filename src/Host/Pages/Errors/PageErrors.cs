using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Diagnostics;
using Nexus.Domain.Imports;
using Nexus.Host.Api;
using Nexus.Host.Api.Problems;

namespace Nexus.Host.Pages.Errors;

/// <summary>Says on a page what the API says as a problem: the same statuses, in words for people.</summary>
internal sealed class PageErrors(ILogger<PageErrors> log) : IExceptionHandler
{
    public static PageError NotFound { get; } =
        new(
            "Page not found",
            "There is nothing at this address, or nothing that you may see. It may have been removed."
        );

    public static PageError NoAccess { get; } =
        new(
            "You may not do this",
            "Your role in this workspace does not include it. Someone with the role admin or owner can change that under Settings, Members."
        );

    public static PageError TooMany { get; } =
        new(
            "Too many requests",
            "Your network asked for this too often within a minute. Wait a moment, and load the page again."
        );

    public static PageError StaleForm { get; } =
        new(
            "This form is too old",
            "You signed in or out in another tab since it was loaded, or your browser keeps no cookies. Nothing was changed. Go back, load the page again, and repeat what you did."
        );

    private static PageError TooLarge { get; } =
        new(
            "This file is too large",
            string.Create(
                CultureInfo.InvariantCulture,
                $"Nexus takes files of up to {ImportDefaults.MaxFileBytes / (1024 * 1024)} MB. Nothing of it was kept. Split it by date, and upload the parts one after the other."
            )
        );

    public async ValueTask<bool> TryHandleAsync(
        HttpContext httpContext,
        Exception exception,
        CancellationToken cancellationToken
    )
    {
        if (ApiPaths.Contain(httpContext.Request.Path))
            return false;
        var problem = ExceptionProblems.Of(exception);
        if (problem.Status >= StatusCodes.Status500InternalServerError)
            log.LogError(exception, "A page failed: {Code}", problem.Code);
        await ShowAsync(httpContext, Of(problem), problem.Status);
        return true;
    }

    /// <summary>The page for a status that was set without a body.</summary>
    public static Task ShowStatusAsync(HttpContext context) =>
        ShowAsync(context, Of(KnownProblems.ForStatus(context.Response.StatusCode)), context.Response.StatusCode);

    public static Task ShowAsync(HttpContext context, PageError error, int status)
    {
        var page = context.RequestServices.GetRequiredService<PageContext>();
        return page.ShowError(
                status >= StatusCodes.Status500InternalServerError
                    ? error with
                    {
                        Reference = Activity.Current?.TraceId.ToString() ?? context.TraceIdentifier,
                    }
                    : error,
                status
            )
            .ExecuteAsync(context);
    }

    private static PageError Of(Problem problem) =>
        problem.Status switch
        {
            StatusCodes.Status404NotFound => NotFound,
            StatusCodes.Status403Forbidden => NoAccess,
            StatusCodes.Status413PayloadTooLarge => TooLarge,
            StatusCodes.Status500InternalServerError => new(
                problem.Title,
                "The fault has been logged. Nothing was changed that had not been confirmed. Try again; if it stays, tell your operator the reference below."
            ),
            _ => new(problem.Title, problem.Detail),
        };
}

/// <param name="Reference">By which the operator finds it in the log; null where nothing was logged.</param>
public sealed record PageError(string Title, string Detail, string? Reference = null);
