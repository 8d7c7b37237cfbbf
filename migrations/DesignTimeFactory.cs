using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Nexus.Infrastructure.Storage;

namespace Nexus.Migrations;

/// <summary>Builds the model for <c>dotnet ef</c>; no server is contacted to add a migration.</summary>
internal sealed class DesignTimeFactory : IDesignTimeDbContextFactory<NexusDb>
{
    public NexusDb CreateDbContext(string[] args) =>
        new(
            SchemaMigration.Configure(
                new DbContextOptionsBuilder<NexusDb>().UseNpgsql("Host=design-time", SchemaMigration.Npgsql)
            )
        );
}
