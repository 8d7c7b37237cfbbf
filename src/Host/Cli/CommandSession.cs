using MediatR;
using Nexus.Application;
using Nexus.Application.Authorisation;
using Nexus.Application.Storage;
using Nexus.Application.Syncing;
using Nexus.Domain.Workspaces;
using Nexus.Infrastructure;
using Nexus.Infrastructure.Http;
using Nexus.Infrastructure.Postgres;

namespace Nexus.Host.Cli;

/// <summary>The use cases, on behalf of one workspace, for a command that runs without the web application.</summary>
internal sealed class CommandSession : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly WorkspaceId _workspace;

    private CommandSession(ServiceProvider services, WorkspaceId workspace)
    {
        _services = services;
        _workspace = workspace;
    }

    /// <param name="database">What it works on.</param>
    /// <param name="workspace">Public id; null for the first workspace.</param>
    /// <param name="configuration">As the web application would read it, for where providers are.</param>
    /// <exception cref="StartupException">There is no such workspace, or an address of a provider cannot be used.</exception>
    public static async Task<CommandSession> OpenAsync(
        StartedDatabase database,
        Guid? workspace,
        IConfiguration configuration,
        CancellationToken cancellationToken
    )
    {
        var services = new ServiceCollection()
            .AddSingleton(_ => NamedPool.Create("app", database.Connections.App, logs: null, database.Connections.Keys))
            .AddSingleton(database.Keys)
            .AddSingleton(TimeProvider.System)
            .AddSingleton(
                ProviderAddresses.Read(configuration.GetSection("Providers").AsEnumerable(makePathsRelative: true))
            )
            .AddSingleton(configuration.GetSection(SyncOptions.Section).Get<SyncOptions>() ?? new SyncOptions())
            .AddLogging(logging => logging.AddConsole().SetMinimumLevel(LogLevel.Warning))
            .AddApplication()
            .AddInfrastructure()
            .BuildServiceProvider();
        try
        {
            await using var scope = services.CreateAsyncScope();
            var workspaces = scope.ServiceProvider.GetRequiredService<IWorkspaces>();
            var found = workspace is { } id
                ? await workspaces.FindAsync(id, cancellationToken)
                : await workspaces.FindFirstAsync(cancellationToken);
            return new CommandSession(
                services,
                found
                    ?? throw new StartupException(
                        workspace is null
                            ? "There is no workspace yet. Run `./nexus up` once; it makes the first one."
                            : $"There is no workspace {workspace}."
                    )
            );
        }
        catch
        {
            await services.DisposeAsync();
            throw;
        }
    }

    /// <summary>Sends one use case, in a scope of its own.</summary>
    public async Task<T> SendAsync<T>(IRequest<T> request, CancellationToken cancellationToken)
    {
        await using var scope = _services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<IWorkspaceScope>().Enter(_workspace, "cli", Rights.System);
        return await scope.ServiceProvider.GetRequiredService<IMediator>().Send(request, cancellationToken);
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
