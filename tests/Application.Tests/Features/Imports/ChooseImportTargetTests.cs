using FluentValidation;
using Nexus.Application.Features.Imports;
using Nexus.Application.Imports;
using Nexus.Application.Storage;
using Nexus.Testing.Postgres;
using static Nexus.Application.Tests.Features.Imports.ImportScene;

namespace Nexus.Application.Tests.Features.Imports;

public sealed class ChooseImportTargetTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private const string File = "date,campaign,spend\n2026-01-01,a,10\n";

    [Fact]
    public async Task What_is_stored_stays_where_it_is()
    {
        await using var scene = await OpenAsync(postgres);
        var import = await scene.ImportAsync(File, Ads);

        var refused = await Assert.ThrowsAsync<RefusedException>(() => ChooseAsync(scene, import, "other"));

        Assert.Equal("import_committed", refused.Code);
    }

    [Theory]
    [InlineData(" ")]
    [InlineData("a\nb")]
    public async Task A_name_that_cannot_be_shown_is_refused(string dataset)
    {
        await using var scene = await OpenAsync(postgres);
        var import = await scene.UploadAsync(File, Ads);

        await Assert.ThrowsAsync<ValidationException>(() => ChooseAsync(scene, import, dataset));
    }

    [Fact]
    public async Task A_choice_takes_back_the_dry_run_that_was_made_for_another()
    {
        await using var scene = await OpenAsync(postgres);
        var import = await scene.UploadAsync(File, Ads);
        await scene.Nexus.SendAsync(scene.Workspace, new ValidateImport.Command(import.Id));

        await ChooseAsync(scene, import, "spring", IngestMode.Replace);

        var chosen = await scene.GetAsync(import);
        Assert.Equal(
            ("spring", IngestMode.Replace, ImportStatus.Uploaded, null),
            (chosen.Dataset, chosen.Mode, chosen.Status, chosen.Report)
        );
    }

    [Fact]
    public async Task No_name_means_the_data_set_of_the_layout()
    {
        await using var scene = await OpenAsync(postgres);
        var import = await scene.UploadAsync(File, Ads, dataset: "spring");

        await ChooseAsync(scene, import, null);

        Assert.Equal(import.Detection!.LayoutHash[..12], (await scene.GetAsync(import)).Dataset);
    }

    private static Task<Import> ChooseAsync(
        ImportScene scene,
        Import import,
        string? dataset,
        IngestMode mode = IngestMode.Upsert
    ) => scene.Nexus.SendAsync(scene.Workspace, new ChooseImportTarget.Command(import.Id, dataset, mode));
}
