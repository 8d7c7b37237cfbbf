using System.Globalization;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Nexus.Application;
using Nexus.Application.Authorisation;
using Nexus.Application.Storage;
using Nexus.Application.Syncing;
using Nexus.Domain.Workspaces;
using Nexus.Infrastructure;
using Nexus.Infrastructure.Secrets;
using Nexus.Testing.Postgres;
using Npgsql;

namespace Nexus.Testing.Storage;

/// <summary>The use cases and their storage as the host wires them, without the host.</summary>
public sealed class NexusServices : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly NpgsqlDataSource _app;

    /// <param name="app">The pool of the unprivileged role.</param>
    /// <param name="clock">The clock that the code under test sees.</param>
    /// <param name="adjust">Replaces or adds services last.</param>
    public NexusServices(NpgsqlDataSource app, TimeProvider clock, Action<IServiceCollection>? adjust = null)
    {
        _app = app;
        var services = new ServiceCollection()
            .AddSingleton(app)
            .AddSingleton(clock)
            .AddSingleton(new MasterKeyRing(TestPostgres.MasterKey))
            .AddLogging(logging => logging.SetMinimumLevel(LogLevel.Warning))
            .AddApplication()
            .AddInfrastructure();
        // Time that a test makes up has nothing to do with the server's.
        if (clock is FixedClock or HurriedClock)
            services.AddSingleton<IClockSkew, NoSkew>();
        adjust?.Invoke(services);
        _services = services.BuildServiceProvider(new ServiceProviderOptions { ValidateScopes = true });
    }

    /// <summary>A new workspace of its own, without any data.</summary>
    public async Task<WorkspaceId> CreateWorkspaceAsync(string timeZone = "UTC", string currency = "USD")
    {
        await using var connection = await _app.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var create = new NpgsqlCommand(
            """
            with id as (select nextval('nexus.workspace_workspace_id_seq')::int as value),
            entered as (select value, set_config('nexus.workspace_id', value::text, true) as setting from id)
            select value from entered where setting is not null
            """,
            connection,
            transaction
        );
        var id = (int)(await create.ExecuteScalarAsync())!;
        await using var insert = new NpgsqlCommand(
            """
            insert into nexus.workspace (workspace_id, public_id, name, time_zone, currency, week_start, data_version, created_at)
            values ($1, gen_random_uuid(), 'Test', $2, $3, 1, 0, now())
            """,
            connection,
            transaction
        );
        insert.Parameters.Add(new NpgsqlParameter<int> { TypedValue = id });
        insert.Parameters.Add(new NpgsqlParameter<string> { TypedValue = timeZone });
        insert.Parameters.Add(new NpgsqlParameter<string> { TypedValue = currency });
        await insert.ExecuteNonQueryAsync();
        await transaction.CommitAsync();
        return new(id);
    }

    /// <summary>Sends a use case on behalf of a workspace, as a request of its own.</summary>
    public async Task<T> SendAsync<T>(
        WorkspaceId workspace,
        IRequest<T> request,
        CancellationToken cancellationToken = default
    )
    {
        await using var scope = Enter(workspace);
        return await scope.ServiceProvider.GetRequiredService<IMediator>().Send(request, cancellationToken);
    }

    /// <summary>Works in one transaction of a workspace and commits it.</summary>
    public async Task<T> InTransactionAsync<T>(WorkspaceId workspace, Func<IServiceProvider, Task<T>> work)
    {
        await using var scope = Enter(workspace);
        return await scope
            .ServiceProvider.GetRequiredService<IWorkspaceTransactions>()
            .WriteAsync(_ => work(scope.ServiceProvider), CancellationToken.None);
    }

    /// <summary>A scope that has entered the workspace.</summary>
    public AsyncServiceScope Enter(WorkspaceId workspace)
    {
        var scope = _services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<IWorkspaceScope>().Enter(workspace, "test", Rights.System);
        return scope;
    }

    /// <summary>Answers a query inside a transaction of the workspace: one line a row, its values joined by blanks.</summary>
    /// <param name="commit">True keeps what the statement changes.</param>
    public async Task<List<string>> RowsAsync(WorkspaceId workspace, string sql, bool commit = false)
    {
        await using var connection = await _app.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var enter = new NpgsqlCommand(
            "select set_config('nexus.workspace_id', $1, true)",
            connection,
            transaction
        );
        enter.Parameters.Add(new NpgsqlParameter<string> { TypedValue = workspace.ToString() });
        await enter.ExecuteNonQueryAsync();
        await using var ask = new NpgsqlCommand(sql, connection, transaction);
        var rows = new List<string>();
        await using var reader = await ask.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            var values = new object[reader.FieldCount];
            reader.GetValues(values);
            rows.Add(string.Join(' ', values.Select(Text)));
        }
        await reader.DisposeAsync();
        if (commit)
            await transaction.CommitAsync();
        return rows;
    }

    private static string Text(object value) =>
        value switch
        {
            DBNull => "-",
            DateTime at => at.ToString("yyyy-MM-dd'T'HH:mm", CultureInfo.InvariantCulture),
            DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            decimal number => (number / 1.000000000000000000000000000m).ToString(CultureInfo.InvariantCulture),
            _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
        };

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    private sealed class NoSkew : IClockSkew
    {
        public Task<TimeSpan> MeasureAsync(CancellationToken cancellationToken) => Task.FromResult(TimeSpan.Zero);
    }
}
