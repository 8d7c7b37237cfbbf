using Nexus.Application;
using Nexus.Application.Features.Connections;
using Nexus.Testing.Postgres;

namespace Nexus.Infrastructure.Tests.Kit;

public sealed class ConnectedKitTests(MovableDatabase database) : IClassFixture<MovableDatabase>
{
    public static TheoryData<string> Providers => [.. KitProviders.Keys];

    /// <summary>And with one that is none any more it does not, and says so without repeating it.</summary>
    [Theory, MemberData(nameof(Providers))]
    public async Task Connects_with_a_valid_key(string provider)
    {
        await using var nexus = await KitNexus.StartAsync(database, provider);
        var workspace = await nexus.OpenAsync();
        var other = await nexus.OpenAsync();

        var made = await nexus.ConnectAsync(workspace);
        var tested = await nexus.SendAsync(workspace, new TestConnection.Command(made.Id));
        nexus.Account.Revoke();
        var refused = await Assert.ThrowsAsync<RefusedException>(() => nexus.ConnectAsync(other));

        Assert.Equal("active", made.Status);
        Assert.False(string.IsNullOrWhiteSpace(made.Account!.Id));
        Assert.All(tested.Checks, check => Assert.True(check.Ok, check.Message));
        Assert.Equal("credential_refused", refused.Code);
        Assert.All(
            nexus.Account.Credentials.Values.Concat(nexus.Account.Secrets),
            secret => Assert.DoesNotContain(secret, refused.Message, StringComparison.Ordinal)
        );
        Assert.Equal(["0"], await nexus.RowsAsync(other, "select count(*) from nexus.connection"));
    }
}
