using Microsoft.Extensions.DependencyInjection;
using Nexus.Application.Features.Syncs;
using Nexus.Application.Integrations;
using Nexus.Application.Syncing;
using Nexus.Domain.Integrations;
using Nexus.Infrastructure.Storage.Syncing;
using Nexus.Testing.Postgres;
using Nexus.Testing.Storage;
using Npgsql;

namespace Nexus.Testing.Syncing;

/// <summary>A node that claims and runs syncs of one provider, with pools of its own.</summary>
public sealed class SyncNode : IAsyncDisposable
{
    private readonly TestDatabase _database;
    private readonly string _name = $"node-{Guid.NewGuid():N}";
    private readonly NpgsqlDataSource _app;
    private readonly NpgsqlDataSource _dispatcher;
    private readonly string _provider;

    /// <param name="adjust">Replaces or adds services last.</param>
    public SyncNode(
        TestDatabase database,
        IProviderModule provider,
        Action<SyncOptions>? options = null,
        Action<IServiceCollection>? adjust = null
    )
    {
        _database = database;
        _provider = provider.Descriptor.Key;
        _app = Named(database.Connections.App);
        _dispatcher = Named(database.Connections.Dispatcher!);
        Options = new SyncOptions { Node = _name, WatchEvery = TimeSpan.FromMilliseconds(50) };
        options?.Invoke(Options);
        Nexus = new NexusServices(
            _app,
            TimeProvider.System,
            services =>
            {
                services.AddSingleton(provider);
                services.AddSingleton(Options);
                services.AddSingleton<IFailpoints>(Failpoints);
                services.AddKeyedSingleton(DispatcherPool.Key, _dispatcher);
                adjust?.Invoke(services);
            }
        );
    }

    public NexusServices Nexus { get; }

    public SyncOptions Options { get; }

    public TestFailpoints Failpoints { get; } = new();

    public async Task<IReadOnlyList<SyncLease>> ClaimAsync(int most = 10, RunLane lastLane = RunLane.Backfill)
    {
        await using var scope = Nexus.Enter(new(1));
        return await scope
            .ServiceProvider.GetRequiredService<ISyncClaims>()
            .ClaimAsync(_provider, most, lastLane, default);
    }

    public async Task<int> EndStandingAsync()
    {
        await using var scope = Nexus.Enter(new(1));
        return await scope.ServiceProvider.GetRequiredService<ISyncClaims>().EndStandingAsync(default);
    }

    public Task<RunSync.Answer> RunAsync(SyncLease lease, CancellationToken cancellationToken = default) =>
        Nexus.SendAsync(lease.Workspace, new RunSync.Command(lease), cancellationToken);

    /// <summary>Ends every session of the node at the server, as when its machine is gone.</summary>
    public async Task CutOffAsync()
    {
        await using var administrator = NpgsqlDataSource.Create(_database.Administrator);
        await using var cut = administrator.CreateCommand(
            "select count(pg_terminate_backend(pid, 5000)) from pg_stat_activity where application_name = $1"
        );
        cut.Parameters.Add(new NpgsqlParameter<string> { TypedValue = _name });
        await cut.ExecuteScalarAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Failpoints.Thaw();
        await Nexus.DisposeAsync();
        await _app.DisposeAsync();
        await _dispatcher.DisposeAsync();
    }

    private NpgsqlDataSource Named(string connection) =>
        NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(connection) { ApplicationName = _name, MaxPoolSize = 10 }.ConnectionString
        );
}
