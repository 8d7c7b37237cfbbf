using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Nexus.Infrastructure.Storage;
using Npgsql;
using Npgsql.EntityFrameworkCore.PostgreSQL.Infrastructure;

namespace Nexus.Migrations;

/// <summary>Brings a database to the current schema, as the owning role.</summary>
public static class SchemaMigration
{
    /// <summary>Applies what is pending, under a lock that lets one node at a time do it.</summary>
    /// <exception cref="PostgresException">The role may not alter the schema, or a migration failed and was rolled back.</exception>
    public static async Task ApplyAsync(NpgsqlDataSource owner, CancellationToken cancellationToken)
    {
        await using var db = Open(owner);
        await db.Database.MigrateAsync(cancellationToken);
    }

    /// <summary>Names of the migrations that are still to be applied; works for the application's own role too.</summary>
    public static async Task<IReadOnlyList<string>> PendingAsync(
        NpgsqlDataSource any,
        CancellationToken cancellationToken
    )
    {
        await using var db = Open(any);
        return [.. await db.Database.GetPendingMigrationsAsync(cancellationToken)];
    }

    /// <summary>Whether the model has changed without a migration that says so.</summary>
    public static bool HasUnrecordedChanges()
    {
        using var db = new DesignTimeFactory().CreateDbContext([]);
        return db.Database.HasPendingModelChanges();
    }

    internal static void Npgsql(NpgsqlDbContextOptionsBuilder options) =>
        options
            .MigrationsAssembly(typeof(SchemaMigration).Assembly)
            .MigrationsHistoryTable("schema_migration", NexusDb.Schema);

    internal static DbContextOptions<NexusDb> Configure(DbContextOptionsBuilder<NexusDb> builder) =>
        // The history lookup fails once, by design, on a database that has no history table yet.
        builder.ConfigureWarnings(warnings => warnings.Ignore(RelationalEventId.CommandError)).Options;

    private static NexusDb Open(NpgsqlDataSource source) =>
        new(Configure(new DbContextOptionsBuilder<NexusDb>().UseNpgsql(source, Npgsql)));
}
