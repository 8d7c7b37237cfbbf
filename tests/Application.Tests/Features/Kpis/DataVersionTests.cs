using Nexus.Application.Features.Kpis;
using Nexus.Testing.Postgres;

namespace Nexus.Application.Tests.Features.Kpis;

public sealed class DataVersionTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private static readonly SeriesRequest Notes = new() { Metric = "notes.edited" };

    private static async Task<string> TagAsync(KpiScene scene, string request = "/series")
    {
        var answer = await scene.SendAsync(new GetSeries.Query(Notes));
        return answer.Version.ETag(request, answer.Clock);
    }

    [Fact]
    public async Task A_tag_lasts_as_long_as_the_data_does()
    {
        await using var scene = await KpiScene.CreateAsync(postgres);
        await scene.StoreAsync(new Given("notes.edited", "2026-11-01", 3));

        var before = await TagAsync(scene);
        var unchanged = await TagAsync(scene);
        await scene.StoreAsync(new Given("notes.edited", "2026-11-01", 4));
        var imported = await TagAsync(scene);
        var set = await scene.SendAsync(new SetOverride.Command("notes.edited", "2026-11-01", 5, "why"));
        var overridden = await TagAsync(scene);
        await scene.SendAsync(new RemoveOverride.Command(set.Id));
        var removed = await TagAsync(scene);

        Assert.Equal(before, unchanged);
        Assert.Equal(4, new HashSet<string> { before, imported, overridden, removed }.Count);
    }

    [Fact]
    public async Task Workspaces_requests_and_hours_have_tags_of_their_own()
    {
        await using var scene = await KpiScene.CreateAsync(postgres);
        await using var other = await scene.AnotherAsync();
        await using var later = await KpiScene.CreateAsync(postgres, now: "2026-11-20T16:00:00Z");
        var version = (await scene.SendAsync(new GetDataVersion.Query())).Version;

        Assert.NotEqual(await TagAsync(scene), await TagAsync(other));
        Assert.NotEqual(await TagAsync(scene), await TagAsync(scene, "/series?limit=1"));
        Assert.NotEqual(
            version.ETag("/", version.Clock(DateTimeOffset.UnixEpoch)),
            version.ETag("/", version.Clock(DateTimeOffset.UnixEpoch.AddHours(1)))
        );
        Assert.Matches("^\"[A-Za-z0-9_-]{22}\"$", await TagAsync(later));
    }

    [Fact]
    public async Task The_cheap_question_gives_the_same_tag_as_the_answer()
    {
        await using var scene = await KpiScene.CreateAsync(postgres, "Asia/Kolkata");

        var cheap = await scene.SendAsync(new GetDataVersion.Query());

        Assert.Equal(await TagAsync(scene), cheap.Version.ETag("/series", cheap.Clock));
    }
}
