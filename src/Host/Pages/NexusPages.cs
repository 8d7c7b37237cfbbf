using System.IO.Compression;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.ResponseCompression;
using Nexus.Host.Api;
using Nexus.Host.Identity;
using Nexus.Host.Pages.Account;
using Nexus.Host.Pages.Audit;
using Nexus.Host.Pages.Connections;
using Nexus.Host.Pages.Dashboards;
using Nexus.Host.Pages.Entry;
using Nexus.Host.Pages.Errors;
using Nexus.Host.Pages.Goals;
using Nexus.Host.Pages.Health;
using Nexus.Host.Pages.Kpis;
using Nexus.Host.Pages.Live;
using Nexus.Host.Pages.Notes;
using Nexus.Host.Pages.Runs;
using Nexus.Host.Pages.Settings;
using Nexus.Host.Pages.Uploads;
using Nexus.Host.Pages.Workspaces;

namespace Nexus.Host.Pages;

/// <summary>The pages for people: what they need, and all of them by area.</summary>
internal static class NexusPages
{
    public static IServiceCollection AddNexusPages(this IServiceCollection services)
    {
        services.AddRazorComponents();
        services.AddHttpContextAccessor();
        services.AddSingleton<WebAssets>();
        services.AddSingleton<ToastCookie>();
        services.AddSingleton<DataVersionFeed>();
        services.AddSingleton<ImportJobs>();
        services.AddScoped(PageContext.Of);
        services.AddExceptionHandler<PageErrors>();
        services.AddConnectionPages();
        services.Configure<AntiforgeryOptions>(options =>
        {
            options.FormFieldName = PostGuard.TokenField;
            options.HeaderName = PostGuard.TokenHeader;
            options.Cookie.Name = "nexus-csrf";
            options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            options.SuppressXFrameOptionsHeader = true;
            options.SuppressReadingTokenFromFormBody = false;
        });
        // Tokens are encrypted anew for every page, so what is compressed beside them tells nothing about them.
        services.AddResponseCompression(options =>
        {
            options.EnableForHttps = true;
            options.MimeTypes = ["text/html"];
            options.Providers.Add<BrotliCompressionProvider>();
            options.Providers.Add<GzipCompressionProvider>();
        });
        // A millisecond of work takes a quarter off what a dashboard weighs on the wire.
        services.Configure<BrotliCompressionProviderOptions>(options => options.Level = CompressionLevel.Optimal);
        return services;
    }

    public static void MapNexusPages(this WebApplication app)
    {
        WebAssets.Map(app);
        var pages = app.MapGroup("")
            .WithMetadata(new PageEndpoint())
            .RequireScopeByMethod()
            .DisableAntiforgery()
            .ExcludeFromDescription();

        pages.MapDashboardPages();
        pages.MapSharedDashboards();
        pages.MapKpiPages();
        pages.MapGoalsPages();
        pages.MapNotes();
        pages.MapLivePages();
        pages.MapPost("/theme", ChooseTheme).AllowAnonymous();
        pages.MapEntry();
        pages.MapAccount();
        pages.MapWorkspacePages();
        pages.MapSettings();
        pages.MapConnectionPages();
        pages.MapRunPages();
        pages.MapUploadPages();
        pages.MapUploadStepPages();
        pages.MapUploadTemplatePages();
        pages.MapHealthPages();
        pages.MapAuditPages();
    }

    /// <summary>Compresses pages; what programs are told is left as it is.</summary>
    public static void UsePageCompression(this WebApplication app) =>
        app.UseWhen(
            context =>
                !ApiPaths.Contain(context.Request.Path)
                && !context.Request.Path.StartsWithSegments(WebAssets.Root, StringComparison.Ordinal),
            branch => branch.UseResponseCompression()
        );

    private static IResult ChooseTheme(HttpRequest request, PageContext page)
    {
        Theme.Choose(request.HttpContext, request.Form["theme"]);
        return page.Redirect(request.Form["returnUrl"].ToString());
    }
}
