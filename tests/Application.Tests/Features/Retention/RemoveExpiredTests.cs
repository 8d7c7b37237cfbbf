using Nexus.Application.Features.Imports;
using Nexus.Application.Features.Retention;
using Nexus.Application.Imports;
using Nexus.Application.Tests.Features.Imports;
using Nexus.Testing.Postgres;

namespace Nexus.Application.Tests.Features.Retention;

public sealed class RemoveExpiredTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private const string File = "date,campaign,spend\n2026-01-31,spring,1.5\n";

    private static readonly TimeSpan TooLong = RemoveExpired.AbandonedUploads + TimeSpan.FromDays(1);

    [Theory]
    [InlineData(ImportStatus.Uploading)]
    [InlineData(ImportStatus.Uploaded)]
    [InlineData(ImportStatus.Validated)]
    [InlineData(ImportStatus.Failed)]
    [InlineData(ImportStatus.Committing)]
    public async Task A_file_of_which_nothing_is_stored_loses_its_bytes_after_a_month(ImportStatus status)
    {
        await using var scene = await ImportScene.OpenAsync(postgres);
        var import = await StandingAsync(scene, status);
        scene.Clock.Advance(TooLong);

        await scene.Nexus.SendAsync(scene.Workspace, new RemoveExpired.Command());

        Assert.Equal(ImportStatus.Expired, (await scene.GetAsync(import)).Status);
        Assert.Equal(["0"], await ChunksAsync(scene));
    }

    [Theory]
    [InlineData(ImportStatus.Committed)]
    [InlineData(ImportStatus.Undone)]
    public async Task A_file_that_was_imported_is_kept(ImportStatus status)
    {
        await using var scene = await ImportScene.OpenAsync(postgres);
        var import = await StandingAsync(scene, status);
        scene.Clock.Advance(TooLong);

        await scene.Nexus.SendAsync(scene.Workspace, new RemoveExpired.Command());

        Assert.Equal(status, (await scene.GetAsync(import)).Status);
        Assert.Equal(["1"], await ChunksAsync(scene));
    }

    [Fact]
    public async Task A_file_that_is_being_written_is_kept_however_old_it_is()
    {
        await using var scene = await ImportScene.OpenAsync(postgres);
        await StandingAsync(scene, ImportStatus.Committing);
        scene.Clock.Advance(TooLong);
        await scene.Nexus.RowsAsync(
            scene.Workspace,
            $"update nexus.import set heartbeat_at = '{scene.Clock.GetUtcNow():O}'",
            commit: true
        );

        await scene.Nexus.SendAsync(scene.Workspace, new RemoveExpired.Command());

        Assert.Equal(["1"], await ChunksAsync(scene));
    }

    [Fact]
    public async Task A_file_of_this_month_is_kept()
    {
        await using var scene = await ImportScene.OpenAsync(postgres);
        await StandingAsync(scene, ImportStatus.Uploaded);
        scene.Clock.Advance(RemoveExpired.AbandonedUploads - TimeSpan.FromDays(1));

        await scene.Nexus.SendAsync(scene.Workspace, new RemoveExpired.Command());

        Assert.Equal(["1"], await ChunksAsync(scene));
    }

    [Fact]
    public async Task A_file_whose_bytes_are_gone_is_refused_and_not_read_as_an_empty_one()
    {
        await using var scene = await ImportScene.OpenAsync(postgres);
        var import = await StandingAsync(scene, ImportStatus.Uploaded);
        scene.Clock.Advance(TooLong);
        await scene.Nexus.SendAsync(scene.Workspace, new RemoveExpired.Command());

        Func<Task>[] uses =
        [
            () => scene.CommitAsync(import),
            () => scene.RejectsAsync(import),
            () => scene.Nexus.SendAsync(scene.Workspace, new ValidateImport.Command(import.Id)),
            () => scene.Nexus.SendAsync(scene.Workspace, new RereadImport.Command(import.Id, ImportScene.Ads)),
            () =>
                scene.Nexus.SendAsync(
                    scene.Workspace,
                    new SetImportMapping.Command(import.Id, ImportScene.Ads, Mode: null, OnError: null)
                ),
        ];

        foreach (var use in uses)
            Assert.Equal("import_expired", (await Assert.ThrowsAsync<RefusedException>(use)).Code);
    }

    /// <summary>An upload that has come to that state; one that is being written was last heard of when it was uploaded.</summary>
    private static async Task<Import> StandingAsync(ImportScene scene, ImportStatus status)
    {
        var import = await scene.UploadAsync(File, ImportScene.Ads);
        await scene.Nexus.RowsAsync(
            scene.Workspace,
            $"update nexus.import set status = '{status.ToString().ToLowerInvariant()}', heartbeat_at = uploaded_at",
            commit: true
        );
        return import;
    }

    private static Task<List<string>> ChunksAsync(ImportScene scene) =>
        scene.Nexus.RowsAsync(scene.Workspace, "select count(*) from nexus.import_chunk");
}
