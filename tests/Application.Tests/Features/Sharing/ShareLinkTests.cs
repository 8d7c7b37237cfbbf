using Nexus.Application.Features.Dashboards;
using Nexus.Application.Features.Sharing;
using Nexus.Application.Storage;
using Nexus.Application.Tests.Features.Kpis;
using Nexus.Testing.Postgres;

namespace Nexus.Application.Tests.Features.Sharing;

public sealed class ShareLinkTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private static async Task<(Guid Dashboard, CreateShareLink.Answer Link)> SharedAsync(KpiScene scene)
    {
        await scene.StoreAsync(new Given("notes.edited", "2026-11-19", 3));
        var dashboard = await scene.SendAsync(new CreateDashboard.Command("Shown"));
        await scene.SendAsync(new AddTile.Command(dashboard.Id, 1, new("value", Query: new TileQuery("notes.edited"))));
        return (dashboard.Id, await scene.SendAsync(new CreateShareLink.Command(dashboard.Id, Days: null)));
    }

    private static Task<ReadSharedDashboard.Answer> ReadAsync(KpiScene scene, string text)
    {
        Assert.True(ShareToken.TryRead(text, out var token));
        return scene.SendAsync(new ReadSharedDashboard.Query(token, new DashboardLook()));
    }

    private static async Task<string> RefusedAsync(Func<Task> work) =>
        (await Assert.ThrowsAsync<RefusedException>(work)).Code;

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("nxs_short")]
    [InlineData("nx_aaaaaaaa_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public void What_is_no_token_is_not_looked_up(string? text) => Assert.False(ShareToken.TryRead(text, out _));

    [Fact]
    public async Task A_token_opens_its_dashboard_and_is_never_stored()
    {
        await using var scene = await KpiScene.CreateAsync(postgres);
        var (_, link) = await SharedAsync(scene);

        var read = await ReadAsync(scene, link.Token);

        Assert.Equal(("Shown", 3m), (read.Dashboard.Name, read.Dashboard.Tiles[0].Series!.Total!.Value));
        Assert.Equal(
            ["0"],
            await scene.RowsAsync(
                $"select count(*) from nexus.share_link where encode(token_hash, 'escape') like '%{link.Token[4..]}%'"
            )
        );
    }

    [Fact]
    public async Task A_link_that_was_revoked_opens_nothing()
    {
        await using var scene = await KpiScene.CreateAsync(postgres);
        var (dashboard, link) = await SharedAsync(scene);

        await scene.SendAsync(new RevokeShareLink.Command(link.Id));
        await scene.SendAsync(new RevokeShareLink.Command(link.Id));

        Assert.Equal("share_ended", await RefusedAsync(() => ReadAsync(scene, link.Token)));
        Assert.Equal("revoked", Assert.Single(await scene.SendAsync(new ListShareLinks.Query(dashboard))).Status);
        Assert.Equal(
            ["1"],
            await scene.RowsAsync("select count(*) from nexus.audit_event where action = 'share.revoked'")
        );
    }

    [Fact]
    public async Task A_link_ends_by_itself()
    {
        await using var scene = await KpiScene.CreateAsync(postgres);
        var (dashboard, link) = await SharedAsync(scene);
        await scene.ExecuteAsync("update nexus.share_link set expires_at = '2026-11-20T15:30:00Z'");

        Assert.Equal("share_ended", await RefusedAsync(() => ReadAsync(scene, link.Token)));
        Assert.Equal("expired", Assert.Single(await scene.SendAsync(new ListShareLinks.Query(dashboard))).Status);
    }

    [Fact]
    public async Task A_link_ends_with_its_dashboard()
    {
        await using var scene = await KpiScene.CreateAsync(postgres);
        var (dashboard, link) = await SharedAsync(scene);

        await scene.SendAsync(new DeleteDashboard.Command(dashboard));

        Assert.Equal("share_ended", await RefusedAsync(() => ReadAsync(scene, link.Token)));
    }

    [Fact]
    public async Task A_token_opens_nothing_in_another_workspace()
    {
        await using var scene = await KpiScene.CreateAsync(postgres);
        await using var other = await scene.AnotherAsync();
        var (_, link) = await SharedAsync(scene);

        Assert.Equal("share_ended", await RefusedAsync(() => ReadAsync(other, link.Token)));
        Assert.Equal(
            "share_not_found",
            await RefusedAsync(() => other.SendAsync(new RevokeShareLink.Command(link.Id)))
        );
    }

    [Fact]
    public async Task The_directory_tells_whose_a_token_is_and_nothing_of_others()
    {
        await using var scene = await KpiScene.CreateAsync(postgres);
        var (_, link) = await SharedAsync(scene);
        Assert.True(ShareToken.TryRead(link.Token, out var token));

        var found = await scene.InTransactionAsync(services =>
            Directory(services).FindWorkspaceAsync(token.Hash, CancellationToken.None)
        );
        var unknown = await scene.InTransactionAsync(services =>
            Directory(services).FindWorkspaceAsync(ShareToken.Generate().Hash, CancellationToken.None)
        );

        Assert.Equal(scene.Workspace, found);
        Assert.Null(unknown);
    }

    private static IShareDirectory Directory(IServiceProvider services) =>
        Microsoft.Extensions.DependencyInjection.ServiceProviderServiceExtensions.GetRequiredService<IShareDirectory>(
            services
        );
}
