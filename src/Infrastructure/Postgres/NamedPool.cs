using Microsoft.Extensions.Logging;
using Npgsql;

namespace Nexus.Infrastructure.Postgres;

/// <summary>Connection pools under a name: without one, telemetry would call a pool by its connection string.</summary>
public static class NamedPool
{
    /// <param name="name">What telemetry calls it, such as <c>app</c>.</param>
    /// <param name="connectionString">Server and role.</param>
    /// <param name="logs">Receives what the driver logs; null for nothing.</param>
    public static NpgsqlDataSource Create(string name, string connectionString, ILoggerFactory? logs = null) =>
        new NpgsqlDataSourceBuilder(connectionString) { Name = name }
            .UseLoggerFactory(logs)
            .Build();
}
