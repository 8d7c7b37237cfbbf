using FluentValidation;
using Nexus.Application.Features.Kpis;
using Nexus.Application.Storage;
using Nexus.Testing.Postgres;
using Nexus.Testing.Syncing;

namespace Nexus.Application.Tests.Features.Kpis;

public sealed class ExplainRecordsTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    [Fact]
    public async Task A_value_leads_to_its_records_and_to_the_run_that_wrote_it()
    {
        await using var scene = await SyncScene.OpenAsync(postgres.Database, SyncScene.OfRecords);
        scene.Account.Add("charges", "ch_1", "2026-03-02", 1);
        var run = (await scene.SyncAsync()).RunId;

        var entry = await ExplainAsync(scene);

        Assert.Equal(new PointRunInfo(run!.Value, "views", Page: null), entry.Batch!.Run);
        Assert.Equal(scene.Connection, entry.Point.Connection);
        Assert.Equal(("views", 1, 1m, true, null), Of(entry.Sources!));
        var record = Assert.Single(entry.Sources!.Records);
        Assert.Equal(("Charges", "ch_1", 1m, null), (record.Title, record.Id, record.Value, record.Currency));
    }

    [Fact]
    public async Task A_sum_that_is_not_the_stored_value_says_so()
    {
        await using var scene = await SyncScene.OpenAsync(postgres.Database, SyncScene.OfRecords);
        scene.Account.Add("charges", "ch_1", "2026-03-02", 1);
        await scene.SyncAsync();
        await scene.ChangeAsync(
            """
            insert into nexus.source_record (workspace_id, connection_id, stream, object_id, version, payload, deleted, occurred_at, seen_at)
            select workspace_id, connection_id, stream, 'ch_2', version, payload, deleted, occurred_at, seen_at from nexus.source_record
            """
        );

        var sources = (await ExplainAsync(scene)).Sources!;

        Assert.Equal((2L, 2m, false), (sources.Count, sources.Sum, sources.EqualsStored));
        Assert.NotNull(sources.Note);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(0, null)]
    public async Task No_more_records_are_named_than_asked_for(int asked, int? named)
    {
        await using var scene = await SyncScene.OpenAsync(postgres.Database, SyncScene.OfRecords);
        scene.Account.Add("charges", "ch_1", "2026-03-02", 1).Add("charges", "ch_2", "2026-03-02", 1);
        await scene.SyncAsync();

        var sources = (await ExplainAsync(scene, asked)).Sources;

        Assert.Equal(named, sources?.Records.Count);
        Assert.NotEqual(1, sources?.Count);
    }

    [Fact]
    public async Task Records_that_are_not_named_at_once_are_named_by_the_next_answers_and_none_twice()
    {
        await using var scene = await SyncScene.OpenAsync(postgres.Database, SyncScene.OfRecords);
        scene
            .Account.Add("charges", "ch_1", "2026-03-02", 1)
            .Add("charges", "ch_2", "2026-03-02", 1)
            .Add("charges", "ch_3", "2026-03-02", 1);
        await scene.SyncAsync();

        var named = new List<string>();
        string? cursor = null;
        do
        {
            var answer = await scene.Node.Nexus.SendAsync(
                scene.Workspace,
                new ExplainPoint.Query("web.page_views", "2026-03-02", Records: 2, Cursor: cursor)
            );
            var sources = Assert.Single(answer.Value.Parts[0].Points).Sources!;
            Assert.Equal((3L, 3m, true), (sources.Count, sources.Sum, sources.EqualsStored));
            named.AddRange(sources.Records.Select(record => record.Id));
            Assert.InRange(named.Count, 1, 3);
            cursor = answer.Value.Cursor;
        } while (cursor is not null);

        Assert.Equal(["ch_1", "ch_2", "ch_3"], named.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("many")]
    [InlineData("2147483647")]
    public async Task A_cursor_that_no_answer_gave_is_refused(string cursor)
    {
        await using var scene = await SyncScene.OpenAsync(postgres.Database, SyncScene.OfRecords);

        await Assert.ThrowsAsync<ValidationException>(() =>
            scene.Node.Nexus.SendAsync(
                scene.Workspace,
                new ExplainPoint.Query("web.page_views", "2026-03-02", Cursor: cursor)
            )
        );
    }

    [Fact]
    public async Task A_value_that_came_as_it_is_names_its_run_and_page_alone()
    {
        await using var scene = await SyncScene.OpenAsync(postgres.Database);
        scene.Account.AddDays("visits", 3);
        await scene.SyncAsync();

        var entry = await ExplainAsync(scene, metric: "web.sessions", day: "2026-03-03");

        Assert.Equal(("visits", 2), (entry.Batch!.Run!.Origin, entry.Batch.Run.Page));
        Assert.Null(entry.Sources);
    }

    private static (string, long, decimal, bool, string?) Of(ExplainPoint.Sources sources) =>
        (sources.Projection, sources.Count, sources.Sum, sources.EqualsStored, sources.Note);

    private static async Task<ExplainPoint.Contribution> ExplainAsync(
        SyncScene scene,
        int records = 50,
        string metric = "web.page_views",
        string day = "2026-03-02"
    )
    {
        var answer = await scene.Node.Nexus.SendAsync(
            scene.Workspace,
            new ExplainPoint.Query(metric, day, Records: records)
        );
        return Assert.Single(answer.Value.Parts[0].Points);
    }
}
