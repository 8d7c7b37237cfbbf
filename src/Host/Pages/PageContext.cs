using MediatR;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.WebUtilities;
using Nexus.Application.Features.Connections;
using Nexus.Application.Features.Workspaces;
using Nexus.Domain.Workspaces;
using Nexus.Host.Components;
using Nexus.Host.Identity;
using Nexus.Host.Pages.Errors;

namespace Nexus.Host.Pages;

/// <summary>What every page knows: who is signed in, where, and in which theme. Endpoints answer with it; components inject it.</summary>
public sealed class PageContext
{
    private readonly HttpContext _http;
    private readonly IMediator _mediator;
    private readonly IAntiforgery _antiforgery;
    private readonly ToastCookie _toasts;

    private PageContext(HttpContext http)
    {
        var services = http.RequestServices;
        _http = http;
        _mediator = services.GetRequiredService<IMediator>();
        _antiforgery = services.GetRequiredService<IAntiforgery>();
        _toasts = services.GetRequiredService<ToastCookie>();
        Assets = services.GetRequiredService<WebAssets>();
        IsSampleData = services.GetRequiredService<IConfiguration>().GetValue<bool>("Nexus:SampleData");
        Member = MemberGuard.MemberOf(http);
    }

    /// <summary>Who is signed in; null on pages for everyone.</summary>
    public Member? Member { get; }

    /// <summary>The workspace that is shown; null where nobody is signed in, and before <see cref="WorkspaceAsync"/>.</summary>
    public Workspace? Workspace { get; private set; }

    /// <summary>How many connections wait for a person; 0 before the frame is prepared.</summary>
    public int Failing { get; private set; }

    /// <summary>light, dark, or null for what the system says.</summary>
    public string? Theme => Pages.Theme.Of(_http);

    /// <summary>Whether everything that is shown is made up.</summary>
    public bool IsSampleData { get; }

    /// <summary>Address of the page, without its query.</summary>
    public string Path => _http.Request.Path.Value ?? "/";

    /// <summary>The query with its question mark; empty without one.</summary>
    public string Query => _http.Request.QueryString.Value ?? "";

    /// <summary>Address of the page with its query.</summary>
    public string Address => Path + Query;

    /// <summary>Address of the page that the request was made from; the first page where that is not known.</summary>
    public string CameFrom
    {
        get
        {
            var from = _http.Request.Headers["HX-Current-URL"] is [{ Length: > 0 } current]
                ? current
                : _http.Request.Headers.Referer.ToString();
            return
                Uri.TryCreate(from, UriKind.Absolute, out var address) && address.Authority == _http.Request.Host.Value
                ? LocalPath.Of(address.PathAndQuery)
                : "/";
        }
    }

    /// <summary>The token that every form carries.</summary>
    public string CsrfToken => field ??= _antiforgery.GetAndStoreTokens(_http).RequestToken!;

    /// <summary>Said about the action that led here; null mostly.</summary>
    public Toast? Toast { get; private set; }

    internal WebAssets Assets { get; }

    /// <summary>Whether it is for htmx, which needs the page's own part alone.</summary>
    internal bool IsFragment => _http.Request.Headers.ContainsKey("HX-Request");

    /// <summary>Whether it is a step from page to page, which moves the mark in the navigation.</summary>
    internal bool IsNavigation =>
        _http.Request.Headers["HX-Target"].ToString().EndsWith("#" + Fragment.PageId, StringComparison.Ordinal);

    /// <summary>Whether a page is fetched, and not something of a page, such as a file.</summary>
    internal bool IsStep => IsNavigation && HttpMethods.IsGet(_http.Request.Method);

    /// <summary>
    /// A link to what is loaded outside the frame, such as a file: refused where another workspace has been opened since.
    /// </summary>
    /// <param name="path">Within Nexus, with its query.</param>
    public string Pinned(string path) =>
        Member?.Workspace is { } workspace
            ? QueryHelpers.AddQueryString(path, PostGuard.WorkspaceField, workspace.PublicId.ToString())
            : path;

    /// <summary>Whether the role allows what the scope (<c>read</c>, <c>write</c>, <c>admin</c>) covers.</summary>
    public bool May(string scope) => Member?.May(scope) == true;

    /// <summary>The workspace that the session is in.</summary>
    public async Task<Workspace> WorkspaceAsync(CancellationToken cancellationToken = default) =>
        Workspace ??= await _mediator.Send(new GetWorkspace.Query(), cancellationToken);

    /// <summary>Answers with a page: whole, or for htmx its main part.</summary>
    /// <param name="parameters">The component's parameters, as an object with a property for each.</param>
    /// <param name="status">422 where a form is shown again with its faults.</param>
    public IResult Show<TPage>(object? parameters = null, int status = StatusCodes.Status200OK)
        where TPage : IComponent => new PageResult(this, typeof(TPage), Parameters(parameters), status);

    /// <summary>Answers with 303 See Other, so that nothing is sent twice.</summary>
    /// <param name="path">Within Nexus, such as <c>/runs</c>.</param>
    public IResult Redirect(string path, Toast? toast = null)
    {
        if (toast is not null)
            _toasts.Keep(_http, toast);
        return new SeeOther(LocalPath.Of(path));
    }

    /// <summary>Says what went wrong, in the frame that is open; asks nothing of the database that it may have failed on.</summary>
    internal IResult ShowError(PageError error, int status) => Show<ErrorPage>(new { Error = error }, status);

    internal static PageContext Of(IServiceProvider services) =>
        new(services.GetRequiredService<IHttpContextAccessor>().HttpContext!);

    /// <summary>Fetches what the frame shows around the page.</summary>
    /// <returns>What to answer instead of the page, or null.</returns>
    internal async Task<IResult?> PrepareAsync(Type page, int status, CancellationToken cancellationToken)
    {
        if (HttpMethods.IsGet(_http.Request.Method) && !FitsOpenFrame(page))
        {
            _http.Response.Headers["HX-Redirect"] = Address;
            return Results.NoContent();
        }
        if (Member?.Workspace is not null && status < StatusCodes.Status500InternalServerError)
        {
            await WorkspaceAsync(cancellationToken);
            if (!IsFragment || IsNavigation)
                Failing = await _mediator.Send(new CountFailingConnections.Query(), cancellationToken);
        }
        // Its cookie has to be set before the first byte is sent.
        _ = CsrfToken;
        Toast = _toasts.Take(_http);
        return null;
    }

    /// <summary>
    /// Whether the page goes into what is open around it; it is loaded whole otherwise. A page that fetches itself anew, as one
    /// on a screen does, is in its own frame already.
    /// </summary>
    private bool FitsOpenFrame(Type page) =>
        !(IsNavigation && !IsItself && PageLayout.Of(page) != typeof(Layout)) && !(IsFragment && !Agrees(page));

    private bool IsItself => CameFrom.Split('?', 2)[0] == Path;

    /// <summary>That another workspace is open by now is said in the frame of the one that was.</summary>
    private bool Agrees(Type page) =>
        page == typeof(OtherWorkspacePage)
            ? PageTokens.AreOf(_http.Request.Headers, Member)
            : PageTokens.Agree(_http.Request.Headers, Member);

    private static Dictionary<string, object?> Parameters(object? parameters) =>
        (parameters?.GetType().GetProperties() ?? []).ToDictionary(
            property => property.Name,
            property => property.GetValue(parameters),
            StringComparer.Ordinal
        );
}
