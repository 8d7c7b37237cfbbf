using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Nexus.Application.Features.Kpis;
using Nexus.Application.Imports;
using Nexus.Application.Integrations;
using Nexus.Application.OAuth;
using Nexus.Application.Storage;
using Nexus.Application.Syncing;
using Nexus.Infrastructure.Http;
using Nexus.Infrastructure.Integrations.Csv;
using Nexus.Infrastructure.Integrations.Shared;
using Nexus.Infrastructure.OAuth;
using Nexus.Infrastructure.Scheduling;
using Nexus.Infrastructure.Storage;
using Nexus.Infrastructure.Storage.Connections;
using Nexus.Infrastructure.Storage.Dashboards;
using Nexus.Infrastructure.Storage.Imports;
using Nexus.Infrastructure.Storage.Ingest;
using Nexus.Infrastructure.Storage.Jobs;
using Nexus.Infrastructure.Storage.Kpis;
using Nexus.Infrastructure.Storage.People;
using Nexus.Infrastructure.Storage.Rates;
using Nexus.Infrastructure.Storage.Syncing;
using Nexus.Infrastructure.Storage.Webhooks;
using Nexus.Infrastructure.Storage.Work;

namespace Nexus.Infrastructure;

public static class InfrastructureServices
{
    /// <summary>
    /// Registers storage and providers; expects an <c>NpgsqlDataSource</c> of the application's role and a
    /// <c>MasterKeyRing</c>.
    /// </summary>
    public static IServiceCollection AddInfrastructure(this IServiceCollection services)
    {
        services.AddScoped<IWorkspaceScope, WorkspaceScope>();
        services.AddScoped<WorkspaceTransactions>();
        services.AddScoped<IWorkspaceTransactions>(provider => provider.GetRequiredService<WorkspaceTransactions>());
        services.AddScoped<IWorkspaceReader, WorkspaceReader>();
        services.AddScoped<IWorkspaces, WorkspaceStore>();
        services.AddScoped<IApiKeys, ApiKeyStore>();
        services.AddScoped<IConnections, ConnectionStore>();
        services.AddScoped<ConnectionAccess>();
        services.AddScoped<IConnectionAccess>(provider => provider.GetRequiredService<ConnectionAccess>());
        services.AddScoped<IConnectionEndings, ConnectionEndings>();
        services.AddScoped<IGrants, GrantStore>();
        services.AddScoped<IPendingConsents, PendingConsents>();
        services.AddScoped<IConnectionDrafts, DraftStore>();
        services.AddSingleton<IConsentDirectory, ConsentDirectory>();
        services.AddScoped<IIntegrationRuns, IntegrationRunStore>();
        services.AddScoped<IConnectionVitals, ConnectionVitalsStore>();
        services.AddScoped<DataKeys>();
        services.AddScoped<CredentialStore>();
        services.AddScoped<IWorkQueue, WorkQueue>();
        services.AddSingleton(provider => new TokenMemory<KnownApiKey>(
            provider.GetRequiredService<TimeProvider>(),
            key => key.RevokedAt is null
        ));
        services.AddSingleton<IApiKeyDirectory, ApiKeyDirectory>();
        services.AddScoped<IAuditTrail, AuditTrail>();
        services.AddScoped<IAnnotations, AnnotationStore>();
        services.AddScoped<ICustomMetrics, CustomMetricStore>();
        services.AddScoped<IPointIngest, PointIngest>();
        services.AddSingleton<ITableWriter, CsvTableWriter>();
        services.AddSingleton<FactsMemory>();
        services.AddScoped<IKpiReads, KpiReads>();
        services.AddScoped<IKpiPoints, KpiPoints>();
        services.AddScoped<IKpiOverrides, KpiOverrides>();
        services.AddScoped<IChangeLog, ChangeLog>();
        services.AddSingleton<IConnectionDirectory, ConnectionDirectory>();
        services.AddScoped<IWebhookInbox, WebhookInbox>();
        services.AddScoped<IExchangeRateTable, ExchangeRateTable>();
        services.AddSingleton<IExchangeRateFiles, ExchangeRateFiles>();
        services.AddScoped<IProjectionQueue, ProjectionQueue>();
        services.AddScoped<IScheduleCare, ScheduleCare>();
        services.AddScoped<IRetention, Retention>();
        services.AddScoped<IWorkItems, WorkItems>();
        services.AddDashboards();
        services.AddScoped<IImportStore, ImportStore>();
        services.AddScoped<IImportFiles, ImportFiles>();
        services.AddSingleton<ICsvFiles, CsvFiles>();
        services.AddSingleton<IRejectsWriter, RejectsFile>();
        services.AddSyncing();
        services.AddPeople();
        return services.AddOutgoingCalls().AddProviders();
    }

    private static void AddDashboards(this IServiceCollection services)
    {
        services.AddScoped<IDashboards, DashboardStore>();
        services.AddScoped<IGoals, GoalStore>();
        services.AddScoped<IShareLinks, ShareLinkStore>();
        services.AddSingleton<IShareDirectory, ShareDirectory>();
        services.AddScoped<IMetricStandings, MetricStandings>();
        services.AddScoped<IDimensionValues, DimensionValues>();
    }

    private static void AddSyncing(this IServiceCollection services)
    {
        services.AddSingleton<ICadences, Cadences>();
        services.AddSingleton<ISyncClaims, SyncClaims>();
        services.AddSingleton<IDispatcher, Dispatcher>();
        services.AddScoped<IRunStore, RunStore>();
        services.AddSingleton<KnownSkew>();
        services.AddScoped<IClockSkew, ClockSkew>();
        services.AddScoped<IRunRequests, RunRequests>();
        services.AddScoped<IRunReads, RunReads>();
        services.AddScoped<IStreamStore, StreamStore>();
        services.AddScoped<IRecordStore, RecordStore>();
        services.AddScoped<IRejectedRecords, RejectedRecords>();
        services.AddScoped<IWebhookEvents, WebhookEvents>();
        services.AddScoped<IRateTable, RateTable>();
    }

    private static void AddPeople(this IServiceCollection services)
    {
        services.AddSingleton<ProtectionKeys>();
        services.AddSingleton(provider => new TokenMemory<KnownSession>(
            provider.GetRequiredService<TimeProvider>(),
            _ => true
        ));
        services.AddScoped<PersonStatements>();
        services.AddScoped<IPeople, PeopleStore>();
        services.AddScoped<ISessions, SessionStore>();
        services.AddScoped<IMemberships, MembershipStore>();
        services.AddScoped<IMembershipDirectory, MembershipDirectory>();
        services.AddScoped<IInvitations, InvitationStore>();
        services.AddSingleton<IInvitationDirectory, InvitationDirectory>();
    }

    private static IServiceCollection AddOutgoingCalls(this IServiceCollection services)
    {
        services.TryAddSingleton(ProviderAddresses.None);
        services.AddSingleton<IRateBudgets, RateBudgetStore>();
        services.AddSingleton<IProviderHttp, ProviderHttp>();
        services.TryAddSingleton(OAuthSettings.None);
        services.AddSingleton<IOAuthClients, OAuthClients>();
        services.AddSingleton<ITokenEndpoint, TokenEndpoint>();
        return services;
    }

    private static IServiceCollection AddProviders(this IServiceCollection services)
    {
        foreach (var type in typeof(InfrastructureServices).Assembly.GetTypes())
        {
            if (type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(IProviderModule)))
                services.AddSingleton(typeof(IProviderModule), type);
        }
        return services;
    }
}
