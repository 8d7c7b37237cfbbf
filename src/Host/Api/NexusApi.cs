using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;
using Nexus.Application.Imports;
using Nexus.Host.Api.OpenApi;
using Nexus.Host.Api.Problems;
using Nexus.Host.Api.RateLimits;
using Nexus.Host.Identity;
using Nexus.Host.Pages;
using Nexus.Host.Pages.Errors;
using Nexus.Host.Telemetry;
using Nexus.Host.Telemetry.Health;
using Nexus.Host.Telemetry.Logs;
using Nexus.Host.Telemetry.Metrics;

namespace Nexus.Host.Api;

/// <summary>The HTTP interface: what it needs, and the order in which a call passes through it.</summary>
public static class NexusApi
{
    /// <summary>Largest body in bytes where an endpoint does not ask for more.</summary>
    private const long MaxBody = 1024 * 1024;

    public static IServiceCollection AddNexusApi(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddIdentity();
        services.AddTelemetry(configuration);
        services.AddApiDescription();
        services
            .AddOptions<RateLimitOptions>()
            .Bind(configuration.GetSection(RateLimitOptions.Section))
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services
            .AddOptions<ImportOptions>()
            .Bind(configuration.GetSection(ImportOptions.Section))
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddSingleton(provider => new ImportSlots(
            provider.GetRequiredService<IOptions<ImportOptions>>().Value.AtOnce
        ));
        Proxies.Configure(services, configuration);
        services.AddExceptionHandler<ProblemExceptionHandler>();
        services.AddNexusPages();
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        services.Configure<JsonOptions>(options =>
            options.SerializerOptions.Converters.Add(
                new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false)
            )
        );
        services.Configure<KestrelServerOptions>(options =>
        {
            options.AddServerHeader = false;
            options.Limits.MaxRequestBodySize = MaxBody;
            options.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
        });
        services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(30));
        return services;
    }

    public static WebApplication MapNexusApi(this WebApplication app)
    {
        app.UseProxies();
        app.UseRoutingOfHead();
        app.UseAnswerHeaders();
        app.UsePageHeaders();
        app.UsePageCompression();
        app.UseMiddleware<RequestLogMiddleware>();
        app.UseExceptionHandler(_ => { });
        app.UseStatusCodePages(pages =>
            ApiPaths.Contain(pages.HttpContext.Request.Path)
                ? KnownProblems.ForStatus(pages.HttpContext.Response.StatusCode).WriteAsync(pages.HttpContext)
                : PageErrors.ShowStatusAsync(pages.HttpContext)
        );
        app.UseAuthentication();
        app.UseMiddleware<MemberGuard>();
        app.UseMiddleware<WorkspaceLogScope>();
        app.UseMiddleware<RateLimitMiddleware>();
        app.UseAuthorization();
        app.UseMiddleware<PostGuard>();

        var api = app.MapGroup("/api/v1").RequireScopeByMethod();
        api.MapWorkspaces();
        api.MapApiKeys();
        api.MapProviders();
        api.MapConnections();
        api.MapGrants();
        api.MapRuns();
        api.MapImports();
        api.MapKpis();
        api.MapDashboards();
        api.MapGoals();
        api.MapAnnotations();
        api.MapExchangeRates();
        api.MapWork();
        api.MapAudit();

        app.MapWebhooks();
        app.MapOAuth();
        app.MapHealth();
        app.MapMetrics();
        app.MapOpenApi("/openapi/v1.json");
        app.MapNexusPages();
        return app;
    }
}
