using Nexus.Application.Features.Connections;
using Nexus.Application.Features.Imports;
using Nexus.Application.Imports;
using Nexus.Application.Tests.Features.Imports;
using Nexus.Testing.Postgres;

namespace Nexus.Application.Tests.Features.Connections;

/// <summary>Connections that files feed: renamed, closed and erased like others, with nobody to tell.</summary>
public sealed class DataSetsTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private const string File = "date,campaign,spend\n2026-02-01,Spring,10\n2026-02-02,Spring,20\n";

    [Fact]
    public async Task A_renamed_one_is_still_found_by_its_files()
    {
        await using var scene = await ImportScene.OpenAsync(postgres);
        var set = await ImportedAsync(scene);

        await scene.Nexus.SendAsync(scene.Workspace, Renamed(set.Id, "Advertising"));
        var after = await ImportedAsync(scene, File + "2026-02-03,Spring,30\n");

        Assert.Equal((set.Id, "Advertising"), (after.Id, after.Name));
    }

    [Fact]
    public async Task It_takes_no_schedule_and_no_credentials()
    {
        await using var scene = await ImportScene.OpenAsync(postgres);
        var set = await ImportedAsync(scene);

        var refused = await Assert.ThrowsAsync<RefusedException>(() =>
            scene.Nexus.SendAsync(scene.Workspace, Renamed(set.Id, "Advertising") with { Schedule = "PT1H" })
        );

        Assert.Equal("connection_of_files", refused.Code);
    }

    [Fact]
    public async Task A_closed_one_keeps_its_points_and_is_opened_by_the_next_file()
    {
        await using var scene = await ImportScene.OpenAsync(postgres);
        var set = await ImportedAsync(scene);

        var answer = await scene.Nexus.SendAsync(
            scene.Workspace,
            new DisconnectConnection.Command(set.Id, Erase: false)
        );
        var closed = await scene.Nexus.SendAsync(scene.Workspace, new GetConnection.Query(set.Id));
        var opened = await ImportedAsync(scene, File + "2026-02-03,Spring,30\n");

        Assert.True(answer.Finished);
        Assert.Equal(("disconnected", "data_set_closed"), (closed.Status, closed.StatusCode));
        Assert.Equal((set.Id, "active", null), (opened.Id, opened.Status, opened.StatusCode));
    }

    [Fact]
    public async Task An_erased_one_is_gone_and_the_same_file_brings_it_back()
    {
        await using var scene = await ImportScene.OpenAsync(postgres);
        var set = await ImportedAsync(scene);

        await scene.Nexus.SendAsync(scene.Workspace, new DisconnectConnection.Command(set.Id, Erase: true));
        var left = await scene.Nexus.SendAsync(scene.Workspace, new ListConnections.Query(null, 10));
        var imports = await scene.Nexus.SendAsync(scene.Workspace, new ListImports.Query(null, 10));
        var again = await scene.UploadAsync(File, ImportScene.Ads);
        var committed = await scene.Nexus.SendAsync(scene.Workspace, new CommitImport.Command(again.Id));

        Assert.Empty(left);
        Assert.Equal([ImportStatus.Undone], imports.Select(import => import.Status));
        Assert.Equal(2, committed.Report!.Inserted);
    }

    private static UpdateConnection.Command Renamed(Guid id, string name) => new(id, name, null, null, null, null);

    private static async Task<ConnectionView> ImportedAsync(ImportScene scene, string text = File)
    {
        var import = await scene.UploadAsync(text, ImportScene.Ads);
        await scene.Nexus.SendAsync(scene.Workspace, new CommitImport.Command(import.Id));
        return Assert.Single(await scene.Nexus.SendAsync(scene.Workspace, new ListConnections.Query(null, 10)));
    }
}
