using Microsoft.Extensions.DependencyInjection;
using Nexus.Application.Storage;
using Nexus.Infrastructure.Storage;

namespace Nexus.Infrastructure;

public static class InfrastructureServices
{
    /// <summary>Registers storage and providers; expects an <c>NpgsqlDataSource</c> of the application's role.</summary>
    public static IServiceCollection AddInfrastructure(this IServiceCollection services)
    {
        services.AddScoped<IWorkspaceScope, WorkspaceScope>();
        services.AddScoped<WorkspaceTransactions>();
        services.AddScoped<IWorkspaceTransactions>(provider => provider.GetRequiredService<WorkspaceTransactions>());
        return services;
    }
}
