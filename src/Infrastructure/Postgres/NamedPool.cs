using Microsoft.Extensions.Logging;
using Nexus.Infrastructure.Secrets;
using Npgsql;

namespace Nexus.Infrastructure.Postgres;

/// <summary>Connection pools under a name: without one, telemetry would call a pool by its connection string.</summary>
public static class NamedPool
{
    /// <summary>Statements that a connection keeps prepared: as many as the product has that run often, and some to spare.</summary>
    private const int Prepared = 200;

    /// <summary>A statement that comes so often on a connection is prepared: planning it costs more than running it.</summary>
    private const int Usages = 3;

    /// <summary>
    /// A batch that is a transaction of its own says nothing of what kind: it is one that sees what was committed before each
    /// of its statements, and may write, whatever the server's default is.
    /// </summary>
    private const string Transactions =
        @"-c default_transaction_isolation=read\ committed -c default_transaction_read_only=off";

    /// <param name="name">What telemetry calls it, such as <c>app</c>.</param>
    /// <param name="connectionString">Server and role; its own <c>Max Auto Prepare</c> counts where it has one.</param>
    /// <param name="logs">Receives what the driver logs; null for nothing.</param>
    /// <param name="keys">
    /// What the role's password follows from, where it is one of Nexus's roles: while a key is rotated, new connections take
    /// whichever password the role has.
    /// </param>
    public static NpgsqlDataSource Create(
        string name,
        string connectionString,
        ILoggerFactory? logs = null,
        MasterKeyRing? keys = null
    )
    {
        var builder = new NpgsqlDataSourceBuilder(connectionString) { Name = name }.UseLoggerFactory(logs);
        // What is said last counts.
        builder.ConnectionStringBuilder.Options =
            $"{builder.ConnectionStringBuilder.Options} {Transactions}".TrimStart();
        if (builder.ConnectionStringBuilder.MaxAutoPrepare == 0)
            (builder.ConnectionStringBuilder.MaxAutoPrepare, builder.ConnectionStringBuilder.AutoPrepareMinUsages) = (
                Prepared,
                Usages
            );
        if (keys is not { All.Count: > 1 })
            return builder.Build();
        builder.ConnectionStringBuilder.Password = null;
        return builder
            .UsePasswordProvider(
                _ => throw new NotSupportedException("Connections are opened asynchronously."),
                (login, cancellationToken) => RoleLogin.PasswordAsync(login, keys, cancellationToken)
            )
            .Build();
    }
}
