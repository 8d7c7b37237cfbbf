using Microsoft.Extensions.DependencyInjection;
using Nexus.Application.Features.Kpis;
using Nexus.Application.Storage;
using Nexus.Infrastructure.Storage;
using Nexus.Infrastructure.Storage.Imports;
using Nexus.Infrastructure.Storage.Ingest;
using Nexus.Infrastructure.Storage.Kpis;

namespace Nexus.Infrastructure;

public static class InfrastructureServices
{
    /// <summary>Registers storage and providers; expects an <c>NpgsqlDataSource</c> of the application's role.</summary>
    public static IServiceCollection AddInfrastructure(this IServiceCollection services)
    {
        services.AddScoped<IWorkspaceScope, WorkspaceScope>();
        services.AddScoped<WorkspaceTransactions>();
        services.AddScoped<IWorkspaceTransactions>(provider => provider.GetRequiredService<WorkspaceTransactions>());
        services.AddScoped<IWorkspaceReader, WorkspaceReader>();
        services.AddScoped<IAuditTrail, AuditTrail>();
        services.AddScoped<ICustomMetrics, CustomMetricStore>();
        services.AddScoped<IPointIngest, PointIngest>();
        services.AddSingleton<ITableWriter, CsvTableWriter>();
        services.AddScoped<IKpiReads, KpiReads>();
        services.AddScoped<IKpiPoints, KpiPoints>();
        services.AddScoped<IKpiOverrides, KpiOverrides>();
        services.AddScoped<IChangeLog, ChangeLog>();
        services.AddScoped<IImportStore, ImportStore>();
        services.AddScoped<IImportFiles, ImportFiles>();
        return services;
    }
}
