using Nexus.Migrations;

namespace Nexus.Architecture.Tests;

public sealed class SchemaTests
{
    [Fact]
    public void The_model_has_not_changed_without_a_migration_that_says_so() =>
        Assert.False(SchemaMigration.HasUnrecordedChanges());
}
