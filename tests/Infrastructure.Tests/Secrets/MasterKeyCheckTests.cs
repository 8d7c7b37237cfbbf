using Nexus.Infrastructure.Secrets;
using Nexus.Testing.Postgres;

namespace Nexus.Infrastructure.Tests.Secrets;

public sealed class MasterKeyCheckTests
{
    [Fact]
    public async Task A_second_key_is_refused_and_both_are_named()
    {
        await using var database = await (await TestPostgres.GetAsync()).CreateDatabaseAsync();
        var (first, second) = (MasterKey.Generate(), MasterKey.Generate());
        await VerifyAsync(first);

        var refused = await Assert.ThrowsAsync<StartupException>(() => VerifyAsync(second));

        Assert.Contains(first.KeyId, refused.Message, StringComparison.Ordinal);
        Assert.Contains(second.KeyId, refused.Message, StringComparison.Ordinal);
        await VerifyAsync(first);

        Task VerifyAsync(MasterKey key) =>
            MasterKeyCheck.VerifyAsync(database.App, key, TimeProvider.System, CancellationToken.None);
    }

    [Fact]
    public async Task Of_nodes_that_start_together_with_different_keys_one_wins()
    {
        await using var database = await (await TestPostgres.GetAsync()).CreateDatabaseAsync();

        var outcomes = await Task.WhenAll(
            Enumerable
                .Range(0, 4)
                .Select(async _ =>
                    await Record.ExceptionAsync(() =>
                        MasterKeyCheck.VerifyAsync(
                            database.App,
                            MasterKey.Generate(),
                            TimeProvider.System,
                            CancellationToken.None
                        )
                    )
                )
        );

        Assert.Single(outcomes, outcome => outcome is null);
        Assert.Equal(3, outcomes.OfType<StartupException>().Count());
    }

    [Fact]
    public async Task A_database_without_a_schema_knows_no_key()
    {
        await using var database = await (await TestPostgres.GetAsync()).CreateEmptyDatabaseAsync();
        await using var connection = await database.App.OpenConnectionAsync();

        Assert.False(await MasterKeyCheck.MatchesAsync(connection, MasterKey.Generate(), CancellationToken.None));
    }
}
