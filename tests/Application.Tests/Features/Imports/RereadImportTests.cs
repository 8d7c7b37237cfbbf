using Nexus.Application.Features.Imports;
using Nexus.Application.Imports;
using Nexus.Domain.Imports;
using Nexus.Testing.Postgres;
using static Nexus.Application.Tests.Features.Imports.ImportScene;

namespace Nexus.Application.Tests.Features.Imports;

public sealed class RereadImportTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private const string File = "date,campaign,spend\n2026-01-01,a,10\n";

    [Fact]
    public async Task What_is_stored_is_not_read_otherwise()
    {
        await using var scene = await OpenAsync(postgres);
        var import = await scene.ImportAsync(File, Ads);

        var refused = await Assert.ThrowsAsync<RefusedException>(() => RereadAsync(scene, import, new ImportMapping()));

        Assert.Equal("import_committed", refused.Code);
    }

    [Fact]
    public async Task Settings_that_leave_nothing_to_read_leave_the_file_as_it_was()
    {
        await using var scene = await OpenAsync(postgres);
        var import = await scene.UploadAsync(File);

        await Assert.ThrowsAsync<CsvFileException>(() =>
            RereadAsync(scene, import, new ImportMapping { SkipRows = 20 })
        );

        Assert.Equal(3, (await scene.GetAsync(import)).Detection!.Columns.Count);
    }

    [Fact]
    public async Task A_mapping_is_kept_under_the_new_settings_and_its_dry_run_is_not()
    {
        await using var scene = await OpenAsync(postgres);
        var import = await scene.UploadAsync(File, Ads);
        await scene.Nexus.SendAsync(scene.Workspace, new ValidateImport.Command(import.Id));

        await RereadAsync(scene, import, new ImportMapping { Encoding = "windows-1252" });

        var read = await scene.GetAsync(import);
        Assert.Equal((ImportStatus.Uploaded, null), (read.Status, read.Report));
        Assert.Equal(("windows-1252", "spend"), (read.Mapping!.Encoding, read.Mapping.Values[0].Column));
        Assert.Equal(1, (await scene.CommitAsync(read)).Report!.Inserted);
    }

    [Fact]
    public async Task A_layout_that_is_known_brings_its_mapping_and_its_data_set()
    {
        await using var scene = await OpenAsync(postgres);
        await scene.ImportAsync(File, Ads, dataset: "spring");
        var import = await scene.UploadAsync("Report\ndate,campaign,spend\n2026-02-01,a,10\n", fileName: "titled.csv");
        await RereadAsync(scene, import, new ImportMapping { SkipRows = 0, HasHeader = true });

        await RereadAsync(scene, import, new ImportMapping { SkipRows = 1 });

        var read = await scene.GetAsync(import);
        Assert.Equal(("spring", "ads.spend"), (read.Dataset, read.Mapping!.Values[0].Metric));
    }

    private static Task<Import> RereadAsync(ImportScene scene, Import import, ImportMapping settings) =>
        scene.Nexus.SendAsync(scene.Workspace, new RereadImport.Command(import.Id, settings));
}
