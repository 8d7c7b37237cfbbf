using System.Runtime.ExceptionServices;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authorization;
using Nexus.Host.Pages.Errors;

namespace Nexus.Host.Pages;

/// <summary>
/// Holds what is posted to a page to the token of its form, and to the workspace that the form was made for: a browser
/// that has two tabs open in two workspaces never changes one by the form of the other. What is fetched is held to the
/// workspace that its link (<see cref="PageContext.Pinned"/>) or the frame around it names; an address without one is of
/// whichever is open.
/// </summary>
internal sealed class PostGuard(RequestDelegate next, IAntiforgery antiforgery)
{
    public const string WorkspaceField = "_workspace";
    public const string WorkspaceHeader = "X-Nexus-Workspace";
    public const string TokenField = "_csrf";
    public const string TokenHeader = "X-Nexus-Csrf";

    public async Task InvokeAsync(HttpContext context)
    {
        if (await ObjectionAsync(context) is { } objection)
            await objection.ExecuteAsync(context);
        else
            await next(context);
    }

    private async Task<IResult?> ObjectionAsync(HttpContext context)
    {
        var endpoint = context.GetEndpoint();
        if (endpoint?.Metadata.GetMetadata<PageEndpoint>() is null)
            return null;
        var page = context.RequestServices.GetRequiredService<PageContext>();
        var isSafe = IsSafe(context.Request.Method);
        if (!isSafe && !await IsValidAsync(context))
            return page.ShowError(PageErrors.StaleForm, StatusCodes.Status400BadRequest);
        var isOfWorkspace =
            endpoint.Metadata.GetMetadata<IAllowAnonymous>() is null
            && endpoint.Metadata.GetMetadata<PersonalEndpoint>() is null;
        if (!isOfWorkspace || page.Member?.Workspace is not { } open)
            return null;
        var shown = await WorkspaceOfAsync(context.Request, context.RequestAborted);
        return (isSafe && string.IsNullOrEmpty(shown)) || (Guid.TryParse(shown, out var id) && id == open.PublicId)
            ? null
            : page.Show<OtherWorkspacePage>(
                new { Shown = shown, Back = page.IsStep ? page.Address : page.CameFrom },
                StatusCodes.Status409Conflict
            );
    }

    /// <exception cref="IOException">The form is too large, or cut off.</exception>
    /// <exception cref="InvalidDataException">It is no form, whatever it says.</exception>
    private async Task<bool> IsValidAsync(HttpContext context)
    {
        try
        {
            return await antiforgery.IsRequestValidAsync(context);
        }
        catch (AntiforgeryValidationException unread) when (unread.InnerException is { } cause)
        {
            // The token is in a form that could not be read; why not is what there is to say.
            ExceptionDispatchInfo.Throw(cause);
            throw;
        }
    }

    private static bool IsSafe(string method) =>
        HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method);

    private static async Task<string?> WorkspaceOfAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.Headers[WorkspaceHeader] is [{ Length: > 0 } header])
            return header;
        if (request.Query[WorkspaceField] is [{ Length: > 0 } named])
            return named;
        return request.HasFormContentType
            ? (await request.ReadFormAsync(cancellationToken))[WorkspaceField].ToString()
            : null;
    }
}

/// <summary>Marks what answers with pages.</summary>
internal sealed class PageEndpoint;

/// <summary>Marks what is about the person and not about the workspace that a form was made in.</summary>
internal sealed class PersonalEndpoint;
