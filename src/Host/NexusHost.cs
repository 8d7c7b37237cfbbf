using Microsoft.Extensions.DependencyInjection.Extensions;
using Nexus.Application;
using Nexus.Host.Api;
using Nexus.Infrastructure;
using Npgsql;

namespace Nexus.Host;

/// <summary>Builds the web application; commands and tests start it.</summary>
public static class NexusHost
{
    /// <summary>Key of the pool of <c>nexus_dispatcher</c> among the services; absent where the operator gave no such role.</summary>
    public const string DispatcherPool = "dispatcher";

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
        builder.WebHost.UseUrls(options.Urls).UseStaticWebAssets();

        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(options.MasterKey);
        builder.Services.AddSingleton(services => Pool(services, "app", options.Database.App));
        if (options.Database.Dispatcher is { } dispatcher)
            builder.Services.AddKeyedSingleton(
                DispatcherPool,
                (services, _) => Pool(services, DispatcherPool, dispatcher)
            );
        builder.Services.AddApplication().AddInfrastructure().AddNexusApi(builder.Configuration);
        adjust?.Invoke(builder);

        return builder.Build().MapNexusApi();
    }

    /// <param name="name">What telemetry calls the pool; without one it would show the connection string.</param>
    private static NpgsqlDataSource Pool(IServiceProvider services, string name, string connectionString) =>
        new NpgsqlDataSourceBuilder(connectionString) { Name = name }
            .UseLoggerFactory(services.GetRequiredService<ILoggerFactory>())
            .Build();
}
