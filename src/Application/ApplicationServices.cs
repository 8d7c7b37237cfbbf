using System.Reflection;
using FluentValidation;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Nexus.Application.Features.Annotations;
using Nexus.Application.Features.Connections;
using Nexus.Application.Features.Connections.Drafts;
using Nexus.Application.Features.Dashboards;
using Nexus.Application.Features.Goals;
using Nexus.Application.Features.Kpis;
using Nexus.Application.Features.People;
using Nexus.Application.Features.Syncs;
using Nexus.Application.Features.Workspaces;
using Nexus.Application.Imports;
using Nexus.Application.Integrations;
using Nexus.Application.OAuth;
using Nexus.Application.Pipeline;
using Nexus.Application.Syncing;

namespace Nexus.Application;

public static class ApplicationServices
{
    /// <summary>Registers the use cases and the pipeline around them; its order is written here, outermost first.</summary>
    public static IServiceCollection AddApplication(this IServiceCollection services)
    {
        services.AddScoped<ServiceFactory>(provider => provider.GetRequiredService);
        services.AddScoped<IMediator, Mediator>();
        services.AddScoped(typeof(IPipelineBehavior<,>), typeof(TracingBehavior<,>));
        services.AddScoped(typeof(IPipelineBehavior<,>), typeof(RightsBehavior<,>));
        services.AddScoped(typeof(IPipelineBehavior<,>), typeof(ValidationBehavior<,>));
        services.AddScoped(typeof(IPipelineBehavior<,>), typeof(RetryBehavior<,>));
        services.AddScoped(typeof(IPipelineBehavior<,>), typeof(TransactionBehavior<,>));
        services.AddSingleton(ImportLimits.Standard);
        services.AddSingleton(_ => new ImportSlots(ImportSlots.Standard));
        services.AddScoped<ImportAccess>();
        services.AddScoped<ImportRereading>();
        services.AddScoped<IImportSource, ImportSource>();
        services.AddScoped<WorkspaceFounding>();
        services.AddScoped<InvitationRoom>();
        services.AddScoped<SessionOpening>();
        services.AddSyncing();
        services.AddSingleton<Connectors>();
        services.AddSingleton<ProviderCalls>();
        services.AddSingleton<ConnectionProbing>();
        services.AddSingleton<AccountDiscovery>();
        services.AddScoped<ConnectionLookup>();
        services.AddScoped<DraftLookup>();
        services.AddScoped<AnnotationAccess>();
        services.AddScoped<Disconnecting>();
        services.AddScoped<DataSets>();
        services.AddScoped<ConnectionGrants>();
        services.AddSingleton<GrantedAccesses>();
        services.AddScoped<GrantedConnections>();
        services.AddScoped<GrantRenewal>();
        services.AddScoped<GrantEnding>();
        services.AddScoped<IWorkHandler, DisconnectWork>();
        services.AddScoped<DashboardEditing>();
        services.AddScoped<TemplateFilling>();
        services.AddScoped<DashboardReading>();
        services.AddSingleton<FreshnessJudging>();
        services.AddScoped<GoalLookup>();
        // A validator holds rules and nothing of a request; building them takes longer than most queries have.
        return services
            .AddImplementations(typeof(IRequestHandler<,>), ServiceLifetime.Transient)
            .AddImplementations(typeof(IValidator<>), ServiceLifetime.Singleton);
    }

    private static void AddSyncing(this IServiceCollection services)
    {
        services.TryAddSingleton(new SyncOptions());
        services.TryAddSingleton<IFailpoints, NoFailpoints>();
        services.TryAddSingleton<ISyncSignal, NoSyncSignal>();
        services.AddScoped<RunOpening>();
        services.AddScoped<RunEndings>();
        services.AddScoped<RunKinds>();
        services.AddScoped<StreamSync>();
        services.AddScoped<BackfillSlices>();
        services.AddScoped<HintedRecords>();
        services.AddScoped<RejectReplay>();
        services.AddScoped<PageStore>();
        services.AddScoped<RecordNotes>();
        services.AddScoped<Projecting>();
        services.AddScoped<RunRequesting>();
        services.AddScoped<RunDetails>();
        services.AddScoped<PointRecords>();
    }

    private static IServiceCollection AddImplementations(
        this IServiceCollection services,
        Type openInterface,
        ServiceLifetime lifetime
    )
    {
        foreach (
            var type in Assembly.GetExecutingAssembly().GetTypes().Where(t => t is { IsClass: true, IsAbstract: false })
        )
        {
            foreach (
                var contract in type.GetInterfaces()
                    .Where(i => i.IsGenericType && i.GetGenericTypeDefinition() == openInterface)
            )
                services.Add(new ServiceDescriptor(contract, type, lifetime));
        }
        return services;
    }
}
