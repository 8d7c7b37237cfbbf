using Nexus.Infrastructure.Postgres;
using Nexus.Infrastructure.Secrets;
using Nexus.Testing.Postgres;
using Npgsql;

namespace Nexus.Infrastructure.Tests.Postgres;

/// <summary>A managed server gives no superuser: a role that may create roles and owns the database has to do.</summary>
public sealed class RoleBootstrapWithoutSuperuserTests(OwnServer server) : IClassFixture<OwnServer>
{
    private readonly MasterKey _key = MasterKey.Generate();

    [Fact]
    public async Task A_role_that_may_create_roles_sets_up_and_again_without_harm()
    {
        var superuser = await server.CreateDatabaseAsync();
        var names = new NpgsqlConnectionStringBuilder(superuser);
        await OwnServer.ExecuteAsync(superuser, "create role operator login createrole password 'secret'");
        await OwnServer.ExecuteAsync(superuser, $"alter database {names.Database} owner to operator");
        names.Username = "operator";
        names.Password = "secret";

        var connections = await Serving.SetUpAsync(names.ConnectionString, _key);
        await Serving.SetUpAsync(names.ConnectionString, _key);

        await Serving.AssertAsync(connections, superuser);
        await AssertRightsAreNotWidenedAsync(superuser, names.ConnectionString);
    }

    private async Task AssertRightsAreNotWidenedAsync(string superuser, string administrator)
    {
        await OwnServer.ExecuteAsync(superuser, "alter role nexus_app bypassrls");

        var refused = await Assert.ThrowsAsync<StartupException>(() =>
            RoleBootstrap.ApplyAsync(administrator, _key, ownsServer: false, CancellationToken.None)
        );

        Assert.Contains("superuser", Assert.Single(refused.Problems), StringComparison.Ordinal);
    }
}
