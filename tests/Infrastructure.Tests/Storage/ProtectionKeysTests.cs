using Nexus.Infrastructure.Secrets;
using Nexus.Infrastructure.Storage;
using Nexus.Testing.Postgres;

namespace Nexus.Infrastructure.Tests.Storage;

public sealed class ProtectionKeysTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private readonly string _text = $"<key id=\"{Guid.NewGuid()}\"><secret /></key>";

    [Fact]
    public async Task What_is_stored_cannot_be_read_in_the_database()
    {
        Keys(MasterKey.Generate()).Add($"one-{Guid.NewGuid()}", _text);

        await using var find = postgres.App.CreateCommand("select sealed from nexus.protection_key");
        await using var row = await find.ExecuteReaderAsync();
        while (await row.ReadAsync())
            Assert.DoesNotContain(
                "secret",
                System.Text.Encoding.Latin1.GetString(await row.GetFieldValueAsync<byte[]>(0)),
                StringComparison.Ordinal
            );
    }

    [Fact]
    public void A_node_without_the_key_leaves_it_out()
    {
        var mine = MasterKey.Generate();
        Keys(mine).Add($"two-{Guid.NewGuid()}", _text);

        Assert.DoesNotContain(_text, Keys(MasterKey.Generate()).Read());
        Assert.Contains(_text, Keys(mine).Read());
    }

    [Fact]
    public async Task After_a_rotation_the_new_master_key_alone_opens_it()
    {
        var (former, current) = (MasterKey.Generate(), MasterKey.Generate());
        Keys(former).Add($"three-{Guid.NewGuid()}", _text);

        await Keys(current, former).ResealAsync(CancellationToken.None);

        Assert.Contains(_text, Keys(current).Read());
        Assert.DoesNotContain(_text, Keys(former).Read());
    }

    [Fact]
    public async Task What_was_sealed_for_one_key_is_not_taken_for_another()
    {
        var key = MasterKey.Generate();
        var (one, other) = ($"four-{Guid.NewGuid()}", $"five-{Guid.NewGuid()}");
        Keys(key).Add(one, _text);

        await using var copy = postgres.App.CreateCommand(
            """
            insert into nexus.protection_key (name, master_key_id, sealed, created_at)
            select $2, master_key_id, sealed, created_at from nexus.protection_key where name = $1
            """
        );
        copy.Parameters.Add(Parameters.Text(one));
        copy.Parameters.Add(Parameters.Text(other));
        Assert.Equal(1, await copy.ExecuteNonQueryAsync());

        Assert.Single(Keys(key).Read(), _text);
    }

    private ProtectionKeys Keys(MasterKey current, params MasterKey[] previous) =>
        new(postgres.App, new MasterKeyRing(current, previous), TimeProvider.System);
}
