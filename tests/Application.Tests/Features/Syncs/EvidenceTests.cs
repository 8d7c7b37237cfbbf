using System.Text.Json;
using System.Text.Json.Nodes;
using Nexus.Application.Integrations;
using Nexus.Domain.Integrations;
using Nexus.Testing.Integrations;
using Nexus.Testing.Postgres;
using Nexus.Testing.Syncing;

namespace Nexus.Application.Tests.Features.Syncs;

/// <summary>A run's status comes from what was committed.</summary>
public sealed class EvidenceTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private static readonly IntegrationException Down = new(IntegrationFault.Unavailable, "It is down.");

    /// <summary>Ways in which a provider fails while it seems to answer: each by its name, and what the run comes to.</summary>
    private static readonly Dictionary<string, (Action<SyncScene> Plant, string Outcome)> FalseSuccesses = new()
    {
        ["nothing where data usually is"] = (scene => scene.Account.Rows("charges").Clear(), "suspicious nothing_read"),
        ["no page at all"] = (Answer(_ => []), "suspicious nothing_read"),
        ["a page that repeats"] = (Answer(_ => Repeat(_ => Page(1, "same"))), "partial unexpected_response"),
        ["a page that repeats under new cursors"] = (
            Answer(_ => Repeat(n => Page(1, $"c{n}"))),
            "partial unexpected_response"
        ),
        ["a cycle of two pages"] = (Answer(_ => Repeat(n => Page(n % 2, $"c{n % 2}"))), "partial unexpected_response"),
        ["a cycle of two pages under new cursors"] = (
            Answer(_ => Repeat(n => Page(n % 2, $"c{n}"))),
            "partial unexpected_response"
        ),
        ["a cursor that leads back to the start"] = (
            Answer(_ => Repeat(n => Page(n % 3, n % 3 == 2 ? null : $"c{n % 3}"))),
            "partial unexpected_response"
        ),
        ["empty pages without end"] = (Answer(_ => Repeat(n => Page(null, $"c{n}"))), "partial unexpected_response"),
        ["records of which none can be mapped"] = (scene => Break(scene, 12), "partial too_many_rejected"),
        ["a few records of which none can be mapped"] = (scene => Break(scene, 3), "partial records_rejected"),
        ["one record in three that cannot be mapped"] = (
            scene => Break(scene, 12, every: 3),
            "partial records_rejected"
        ),
        ["a mapping that fails in a way nobody foresaw"] = (
            scene => scene.Provider.Maps = _ => throw new InvalidOperationException("A bug."),
            "partial too_many_rejected"
        ),
        ["points of a metric that does not exist"] = (
            scene => scene.Provider.Maps = data => WithPoint(data, "no.such_metric", ""),
            "partial too_many_rejected"
        ),
        ["money without a currency"] = (
            scene => scene.Provider.Maps = data => WithPoint(data, "finance.revenue", ""),
            "partial too_many_rejected"
        ),
        ["a fault after half of the pages"] = (
            scene => scene.Provider.Fails = call => call == "page charges 2" ? Down : null,
            "partial unavailable"
        ),
        ["a fault at the first page"] = (
            scene => scene.Provider.Fails = call => call == "page charges 1" ? Down : null,
            "partial unavailable"
        ),
        ["a right that is missing"] = (Deny("sync charges"), "partial no_access"),
        ["all rights missing"] = (Deny("sync charges", "sync refunds"), "failed no_access"),
        ["an answer that is none"] = (
            scene =>
                scene.Provider.Fails = call =>
                    call == "sync charges"
                        ? new IntegrationException(IntegrationFault.UnexpectedResponse, "A page to sign in.")
                        : null,
            "partial unexpected_response"
        ),
        ["a fault of the connection after the first stream"] = (
            scene =>
                scene.Provider.Fails = call =>
                    call == "sync refunds"
                        ? new IntegrationException(IntegrationFault.NeedsReauthorisation, "The key was revoked.")
                        : null,
            "partial needs_reauthorisation"
        ),
        ["a bug in the adapter"] = (
            scene => scene.Provider.Fails = call => call == "page charges 1" ? new FormatException("A bug.") : null,
            "failed internal_error"
        ),
        ["a refusal to connect"] = (
            scene => scene.Provider.Fails = call => call.StartsWith("connect", StringComparison.Ordinal) ? Down : null,
            "failed unavailable"
        ),
    };

    public static TheoryData<string> Names() => [.. FalseSuccesses.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task No_failure_passes_for_a_success(string failure)
    {
        await using var scene = await SyncScene.OpenAsync(postgres.Database, SyncScene.OfRecords);
        scene.Account.PageSize = 20;
        scene.Account.AddDays("charges", 30);
        FalseSuccesses[failure].Plant(scene);

        await scene.SyncAsync();

        Assert.Equal(FalseSuccesses[failure].Outcome, await scene.LastRunAsync());
    }

    [Fact]
    public async Task A_stream_that_fails_does_not_keep_the_others_from_being_read()
    {
        await using var scene = await SyncScene.OpenAsync(postgres.Database, SyncScene.OfRecords);
        scene.Account.AddDays("charges", 4).AddDays("refunds", 2);
        scene.Provider.Fails = call => call == "page charges 2" ? Down : null;

        await scene.SyncAsync();

        Assert.Equal(
            ["charges failed 2 unavailable", "refunds complete 2 -"],
            await scene.RowsAsync(
                "select stream, status, records_read, error_code from nexus.sync_run_stream order by 1"
            )
        );
        Assert.Equal(2, (await scene.PointsAsync("web.page_views")).Count);
    }

    [Fact]
    public async Task A_stream_that_may_not_be_read_is_missing_and_not_zero_and_the_message_names_what_happens_next()
    {
        await using var scene = await SyncScene.OpenAsync(postgres.Database, SyncScene.OfRecords);
        scene.Account.AddDays("charges", 4).AddDays("refunds", 2);
        Deny("sync refunds")(scene);

        Assert.Equal(RunStatus.Partial, (await scene.SyncAsync()).Status);

        Assert.Equal(
            ["charges granted True", "refunds denied False"],
            await scene.RowsAsync("select stream, access, complete from nexus.connection_stream order by 1")
        );
        // It holds nothing up: what may be read is known since now.
        Assert.Equal(["True True"], await scene.RowsAsync(SyncScene.UpToDate));
        Assert.Contains(
            "not shown as zero",
            (await scene.RowsAsync("select error_message from nexus.sync_run"))[0],
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_listing_of_nothing_where_data_was_before_is_suspicious()
    {
        await using var scene = await SyncScene.OpenAsync(postgres.Database, SyncScene.OfRecords);
        scene.Account.AddDays("charges", 4);
        await scene.SyncAsync();
        scene.Account.Rows("charges").Clear();
        await scene.AskAsync(RunKind.Reconcile);

        await scene.SyncAsync();

        Assert.NotEqual(RunStatus.Succeeded.Name(), (await scene.LastRunAsync()).Split(' ')[0]);
        Assert.Equal(["4"], await scene.RowsAsync("select count(*) from nexus.source_record where not deleted"));
    }

    [Fact]
    public async Task Drift_moves_no_position_and_keeps_what_could_not_be_mapped()
    {
        await using var scene = await SyncScene.OpenAsync(postgres.Database);
        scene.Account.PageSize = 20;
        scene.Account.AddDays("visits", 40);
        foreach (var row in scene.Account.Rows("visits").Skip(20).Take(11))
            row["broken"] = true;

        Assert.Equal(RunStatus.Partial, (await scene.SyncAsync()).Status);

        Assert.Equal(20, (await scene.PointsAsync()).Count);
        Assert.Equal(
            ["{\"after\":20,\"since\":null} False"],
            await scene.RowsAsync("select checkpoint, complete from nexus.connection_stream")
        );
        Assert.Equal(["11"], await scene.RowsAsync("select count(*) from nexus.rejected_record"));

        scene.Provider.Maps = data =>
            data.Payload.TryGetProperty("broken", out _) ? Transformed.Nothing : FakeAccount.AsPoints(data);
        await scene.DueAsync();
        Assert.Equal(RunStatus.Succeeded, (await scene.SyncAsync()).Status);
        Assert.Equal(29, (await scene.PointsAsync()).Count);
    }

    [Fact]
    public async Task Fields_that_nobody_knows_are_counted()
    {
        await using var scene = await SyncScene.OpenAsync(postgres.Database);
        scene.Account.AddDays("visits", 5);
        foreach (var row in scene.Account.Rows("visits").Take(3))
            row["x_new"] = true;
        scene.Account.Rows("visits")[4]["x_odd\0name"] = true;

        Assert.Equal(RunStatus.Succeeded, (await scene.SyncAsync()).Status);

        Assert.Equal(
            ["{\"x_new\": 3, \"x_odd?name\": 1}"],
            await scene.RowsAsync("select unknown_fields::text from nexus.sync_run_stream")
        );
    }

    [Fact]
    public async Task A_record_that_cannot_be_mapped_is_kept_and_resolved_by_a_mapping_that_can()
    {
        await using var scene = await SyncScene.OpenAsync(postgres.Database);
        scene.Account.AddDays("visits", 5);
        scene.Account.Rows("visits")[2]["broken"] = true;
        await scene.SyncAsync();
        Assert.Equal(
            ["visits field_missing value 1 -"],
            await scene.RowsAsync("select stream, code, field, times, resolved_at from nexus.rejected_record")
        );

        await scene.AskAsync(RunKind.Replay);
        Assert.Equal(RunStatus.Partial, (await scene.SyncAsync()).Status);
        scene.Provider.Maps = data => FakeAccount.AsPoints(data with { Payload = Mended(data.Payload) });
        await scene.AskAsync(RunKind.Replay);
        Assert.Equal(RunStatus.Succeeded, (await scene.SyncAsync()).Status);

        Assert.Contains("2026-03-03 3", await scene.PointsAsync());
        Assert.Equal(["True"], await scene.RowsAsync("select resolved_at is not null from nexus.rejected_record"));
    }

    private static Action<SyncScene> Answer(Func<StreamRequest, IEnumerable<SourcePage>> pages) =>
        scene =>
            scene.Provider.Pages = request =>
                request.Stream == "charges" ? pages(request) : scene.Account.Pages(request);

    private static Action<SyncScene> Deny(params string[] calls) =>
        scene =>
            scene.Provider.Fails = call =>
                calls.Contains(call)
                    ? new IntegrationException(IntegrationFault.NoAccess, "The key may not read it.")
                    : null;

    private static void Break(SyncScene scene, int records, int every = 1)
    {
        var rows = scene.Account.Rows("charges");
        rows.RemoveRange(records, rows.Count - records);
        for (var i = 0; i < rows.Count; i += every)
            rows[i]["broken"] = true;
    }

    private static IEnumerable<SourcePage> Repeat(Func<int, SourcePage> page) =>
        Enumerable.Range(0, 5_000).Select(page);

    private static SourcePage Page(int? number, string? next) =>
        new(
            number is null
                ? []
                :
                [
                    FakeAccount.Raw(
                        "charges",
                        new JsonObject
                        {
                            ["id"] = $"ch_{number}",
                            ["day"] = "2026-03-01",
                            ["value"] = 1,
                            ["version"] = 1,
                        }
                    ),
                ],
            new Checkpoint(next)
        );

    private static Transformed WithPoint(RawData data, string metric, string currency)
    {
        var point = FakeAccount.AsPoints(data).Points[0];
        return new([point with { Series = point.Series with { Metric = metric, Currency = currency } }], []);
    }

    private static JsonElement Mended(JsonElement payload)
    {
        var row = JsonObject.Create(payload)!;
        row.Remove("broken");
        return JsonSerializer.SerializeToElement(row);
    }
}
