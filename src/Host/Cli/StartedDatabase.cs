using Nexus.Infrastructure;
using Nexus.Infrastructure.Postgres;
using Nexus.Infrastructure.Secrets;
using Nexus.Migrations;

namespace Nexus.Host.Cli;

/// <summary>The database of a command, from settings to a schema that may be served from. Disposing it stops what it started.</summary>
internal sealed class StartedDatabase : IAsyncDisposable
{
    private readonly PrivatePostgres? _server;
    private readonly StartupSettings _settings;
    private readonly TimeProvider _clock;

    private StartedDatabase(
        PrivatePostgres? server,
        StartupSettings settings,
        DatabaseConnections connections,
        MasterKeyRing keys,
        TimeProvider clock
    )
    {
        _server = server;
        _settings = settings;
        Connections = connections;
        Keys = keys;
        _clock = clock;
    }

    public DatabaseConnections Connections { get; }

    public MasterKeyRing Keys { get; }

    /// <summary>Whether it was started here, so that nothing else runs on it.</summary>
    public bool IsOurs => _server is { StopsWithUs: true };

    /// <summary>Starts or adopts the private server, or reaches the operator's, and sets up the roles there.</summary>
    /// <param name="say">Takes lines for the console.</param>
    /// <exception cref="StartupException">It cannot be done; the line says why and what to do.</exception>
    public static async Task<StartedDatabase> StartAsync(
        StartupSettings settings,
        Action<string> say,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        if (!settings.Private)
        {
            var configured =
                settings.MasterKey ?? throw new StartupException($"{MasterKeySource.Variable} is missing.");
            var keys = new MasterKeyRing(configured, settings.PreviousKeys);
            var given = await SetUpRolesAsync(server: null, settings, keys, cancellationToken);
            return new StartedDatabase(server: null, settings, given, keys, clock);
        }

        var server = await PrivatePostgres.StartAsync(
            new PrivatePostgresOptions(settings.DataFolder) { Say = say },
            clock,
            cancellationToken
        );
        try
        {
            var key = settings.MasterKey ?? MasterKeySource.ReadOrGenerate(settings.DataFolder);
            var keys = new MasterKeyRing(key, settings.PreviousKeys);
            var own = await SetUpRolesAsync(server, settings, keys, cancellationToken);
            return new StartedDatabase(server, settings, own, keys, clock);
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>As <see cref="StartAsync"/>, with its schema brought up to date, and its key and roles checked.</summary>
    /// <inheritdoc cref="StartAsync" path="/exception" />
    public static async Task<StartedDatabase> StartCurrentAsync(
        StartupSettings settings,
        Action<string> say,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var database = await StartAsync(settings, say, clock, cancellationToken);
        try
        {
            await database.MigrateAsync(cancellationToken);
            await database.VerifyAsync(cancellationToken);
            return database;
        }
        catch
        {
            await database.DisposeAsync();
            throw;
        }
    }

    /// <summary>Brings the schema up to date, or refuses where it is not and this process may not change it.</summary>
    private async Task MigrateAsync(CancellationToken cancellationToken)
    {
        if (Connections.Owner is { } owner)
        {
            await using var pool = NamedPool.Create("owner", owner);
            await SchemaMigration.ApplyAsync(pool, cancellationToken);
            return;
        }

        await using var app = NamedPool.Create("start", Connections.App);
        var pending = await SchemaMigration.PendingAsync(app, cancellationToken);
        if (pending.Count > 0)
            throw new StartupException(
                $"The schema is behind by {string.Join(", ", pending)}, and the role in ConnectionStrings__Nexus may not change it. "
                    + "Run `./nexus migrate` with ConnectionStrings__NexusOwner set, then start again."
            );
    }

    /// <summary>Checks the key and the role that will serve.</summary>
    public async Task VerifyAsync(CancellationToken cancellationToken)
    {
        await using var app = NamedPool.Create("start", Connections.App);
        await RoleCheck.VerifyAsync(app, cancellationToken);
        await MasterKeyCheck.VerifyAsync(app, Keys, _clock, cancellationToken);
    }

    /// <summary>Puts the roles right once more: their passwords follow from the key that is in force now.</summary>
    public Task SetUpRolesAsync(CancellationToken cancellationToken) =>
        SetUpRolesAsync(_server, _settings, Keys, cancellationToken);

    private static Task<DatabaseConnections> SetUpRolesAsync(
        PrivatePostgres? server,
        StartupSettings settings,
        MasterKeyRing keys,
        CancellationToken cancellationToken
    ) =>
        server is not null
            ? DatabaseSetup.FromPrivateAsync(server, keys, cancellationToken)
            : DatabaseSetup.FromConfiguredAsync(
                settings.Server!,
                settings.Owner,
                settings.Dispatcher,
                keys,
                cancellationToken
            );

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
    }
}
