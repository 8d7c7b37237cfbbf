using Microsoft.Extensions.DependencyInjection.Extensions;
using Nexus.Application;
using Nexus.Host.Api;
using Nexus.Host.Cli;
using Nexus.Host.Scheduling;
using Nexus.Infrastructure;
using Nexus.Infrastructure.Http;
using Nexus.Infrastructure.OAuth;
using Nexus.Infrastructure.Postgres;
using Nexus.Infrastructure.Secrets;
using Nexus.Infrastructure.Storage.Syncing;

namespace Nexus.Host;

/// <summary>Builds the web application; commands and tests start it.</summary>
public static class NexusHost
{
    /// <summary>Registers everything and maps every endpoint.</summary>
    /// <param name="options">What to run on.</param>
    /// <param name="adjust">Replaces or adds services last, for tests.</param>
    public static WebApplication Build(NexusOptions options, Action<WebApplicationBuilder>? adjust = null)
    {
        var builder = WebApplication.CreateBuilder(
            new WebApplicationOptions
            {
                ApplicationName = typeof(NexusHost).Assembly.GetName().Name,
                ContentRootPath = AppContext.BaseDirectory,
                Args = [.. options.Arguments],
            }
        );
        builder.WebHost.UseUrls(options.Urls);

        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(new MasterKeyRing(options.MasterKey, options.PreviousKeys));
        builder.Services.AddSingleton(services =>
            NamedPool.Create(
                "app",
                options.Database.App,
                services.GetRequiredService<ILoggerFactory>(),
                options.Database.Keys
            )
        );
        builder.Services.AddSingleton(
            ProviderAddresses.Read(builder.Configuration.GetSection("Providers").AsEnumerable(makePathsRelative: true))
        );
        builder.Services.AddSingleton(
            OAuthSettings.Read(
                builder.Configuration.GetSection("OAuth").AsEnumerable(makePathsRelative: true),
                builder.Configuration["PublicUrl"] ?? OwnAddress(options.Urls)
            )
        );
        builder.Services.AddApplication().AddInfrastructure().AddNexusApi(builder.Configuration);
        if (options.Database.Dispatcher is { } dispatcher)
        {
            builder.Services.AddKeyedSingleton(
                DispatcherPool.Key,
                (services, _) =>
                    NamedPool.Create(
                        DispatcherPool.Key,
                        dispatcher,
                        services.GetRequiredService<ILoggerFactory>(),
                        options.Database.Keys
                    )
            );
            if (builder.Configuration.GetValue("Scheduling:Enabled", defaultValue: true))
                builder.Services.AddSystemSchedule(options.Database.App);
        }
        builder.Services.AddSyncing(builder.Configuration);
        builder.Services.AddScoped<IFirstStart, FirstWorkspace>();
        var started = HoldBackStartFailures(builder.Logging);
        adjust?.Invoke(builder);

        var app = builder.Build();
        app.Lifetime.ApplicationStarted.Register(started);
        return app.MapNexusApi();
    }

    /// <summary>Where Nexus is reached on this machine, for whoever runs it there alone.</summary>
    internal static string? OwnAddress(string urls) =>
        Uri.TryCreate(urls.Split(';')[0], UriKind.Absolute, out var address)
        && address is { IsLoopback: true, Port: > 0 }
            ? address.AbsoluteUri
            : null;

    /// <summary>Until it has started, what goes wrong is thrown at the caller, who says it better than a log.</summary>
    /// <returns>Tells that it has started.</returns>
    private static Action HoldBackStartFailures(ILoggingBuilder logging)
    {
        var started = false;
        logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", level => started && level >= LogLevel.Warning);
        return () => started = true;
    }
}
