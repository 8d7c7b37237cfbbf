using Nexus.Infrastructure.Postgres;
using Nexus.Testing.Postgres;
using Npgsql;

namespace Nexus.Infrastructure.Tests.Postgres;

public sealed class NamedPoolTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    [Theory]
    [InlineData("default_transaction_isolation", @"serializable", "read committed")]
    [InlineData("default_transaction_read_only", "on", "off")]
    public async Task A_transaction_is_what_the_product_expects_whatever_the_operators_default_is(
        string setting,
        string given,
        string expected
    )
    {
        var asked = new NpgsqlConnectionStringBuilder(postgres.Connections.App) { Options = $"-c {setting}={given}" };
        await using var pool = NamedPool.Create("test", asked.ConnectionString);
        for (var borrower = 0; borrower < 2; borrower++)
        {
            await using var look = pool.CreateCommand($"show {setting}");
            Assert.Equal(expected, await look.ExecuteScalarAsync());
        }
    }

    [Fact]
    public async Task Other_options_of_the_operators_stay()
    {
        var asked = new NpgsqlConnectionStringBuilder(postgres.Connections.App) { Options = "-c work_mem=7MB" };
        await using var pool = NamedPool.Create("test", asked.ConnectionString);

        await using var look = pool.CreateCommand("show work_mem");

        Assert.Equal("7MB", await look.ExecuteScalarAsync());
    }
}
