using Microsoft.Extensions.Options;
using Nexus.Application.Syncing;

namespace Nexus.Host.Scheduling;

/// <summary>Has this node take its share of the syncs that are due.</summary>
internal static class Syncing
{
    /// <remarks>What is registered last is what counts: it takes the place of the application's own options and signal.</remarks>
    public static IServiceCollection AddSyncing(this IServiceCollection services, IConfiguration configuration)
    {
        services
            .AddOptions<SyncOptions>()
            .Bind(configuration.GetSection(SyncOptions.Section))
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddSingleton(provider => provider.GetRequiredService<IOptions<SyncOptions>>().Value);
        services.AddSingleton<SyncSignal>();
        services.AddSingleton<ISyncSignal>(provider => provider.GetRequiredService<SyncSignal>());
        services.AddHostedService<SyncPump>();
        services.AddHostedService<StandstillReaper>();
        return services;
    }
}
