using FluentValidation;
using Nexus.Application.Features.Annotations;
using Nexus.Application.Tests.Features.Connections;
using Nexus.Testing.Postgres;

namespace Nexus.Application.Tests.Features.Annotations;

public sealed class AnnotationsTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    [Theory]
    [InlineData(" ", "2026-03-01", null, null, "Title")]
    [InlineData("a\0b", "2026-03-01", null, null, "Title")]
    [InlineData("Sale", null, null, null, "From")]
    [InlineData("Sale", "2026-03-02", "2026-03-01", null, "To")]
    [InlineData("Sale", "2026-03-01", null, "javascript:alert(1)", "Link")]
    [InlineData("Sale", "2026-03-01", null, "shop.example/sale", "Link")]
    public async Task What_cannot_be_shown_is_refused_by_the_name_of_its_field(
        string title,
        string? from,
        string? to,
        string? link,
        string field
    )
    {
        await using var scene = await ConnectionScene.OpenAsync(postgres.App);
        var draft = new AnnotationDraft(title, null, Day(from), Day(to), link, null);

        var refused = await Assert.ThrowsAsync<ValidationException>(() =>
            scene.SendAsync(new AddAnnotation.Command(draft))
        );

        Assert.Equal([field], refused.Errors.Select(error => error.PropertyName));
    }

    [Fact]
    public async Task A_metric_that_does_not_exist_is_refused()
    {
        await using var scene = await ConnectionScene.OpenAsync(postgres.App);
        var made = await AddAsync(scene, "Sale", "2026-03-01");

        Assert.Equal("unknown_metric", await scene.RefusedAsync(Add("Sale", "2026-03-01", metric: "custom.none")));
        Assert.Equal(
            "unknown_metric",
            await scene.RefusedAsync(new UpdateAnnotation.Command(made, Draft("Sale", "2026-03-01", metric: "none")))
        );
    }

    [Fact]
    public async Task Another_workspace_finds_none_and_changes_none()
    {
        await using var scene = await ConnectionScene.OpenAsync(postgres.App);
        await using var other = await ConnectionScene.OpenAsync(postgres.App);
        var made = await AddAsync(scene, "Sale", "2026-03-01");

        Assert.Empty(await FindAsync(other));
        Assert.Equal(
            "annotation_not_found",
            await other.RefusedAsync(new UpdateAnnotation.Command(made, Draft("Theirs", "2026-03-01")))
        );
        Assert.Equal("annotation_not_found", await other.RefusedAsync(new RemoveAnnotation.Command(made)));
        Assert.Equal(["Sale"], await FindAsync(scene));
    }

    [Fact]
    public async Task What_is_removed_is_found_no_more_and_stays_in_the_audit_trail()
    {
        await using var scene = await ConnectionScene.OpenAsync(postgres.App);
        var made = await AddAsync(scene, "Sale", "2026-03-01");

        await scene.SendAsync(new RemoveAnnotation.Command(made));

        Assert.Empty(await FindAsync(scene));
        Assert.Equal("annotation_not_found", await scene.RefusedAsync(new RemoveAnnotation.Command(made)));
        Assert.Equal(
            ["annotation.added - Sale", "annotation.removed Sale -"],
            await scene.RowsAsync(
                "select action, before ->> 'title', after ->> 'title' from nexus.audit_event where action like 'annotation%' order by event_id"
            )
        );
    }

    [Fact]
    public async Task Changing_it_replaces_all_that_it_says_and_keeps_who_wrote_it()
    {
        await using var scene = await ConnectionScene.OpenAsync(postgres.App);
        var made = await scene.SendAsync(
            new AddAnnotation.Command(
                Draft("Sale", "2026-03-01", "2026-03-04", "20 % off", "finance.revenue") with
                {
                    Link = "https://shop.example/sale",
                }
            )
        );
        scene.Clock.Advance(TimeSpan.FromHours(1));

        var changed = await scene.SendAsync(
            new UpdateAnnotation.Command(made.Id, Draft(" Summer sale ", "2026-03-02"))
        );

        Assert.Equal(
            made with
            {
                Title = "Summer sale",
                Text = null,
                From = new DateOnly(2026, 3, 2),
                To = new DateOnly(2026, 3, 2),
                Link = null,
                Metric = null,
                UpdatedAt = scene.Clock.GetUtcNow(),
            },
            changed
        );
        Assert.Equal("test", changed.Author);
        Assert.Equal(["Summer sale"], await FindAsync(scene));
    }

    [Theory]
    [InlineData("2026-03-04", "2026-03-05", "before, long")]
    [InlineData("2026-03-05", "2026-03-06", "long")]
    [InlineData("2026-03-06", null, "after, long")]
    [InlineData(null, "2026-03-03", "long")]
    [InlineData("2026-03-12", null, "")]
    [InlineData(null, "2026-03-02", "")]
    public async Task A_range_finds_what_touches_its_days_and_its_end_is_no_part_of_it(
        string? from,
        string? to,
        string expected
    )
    {
        await using var scene = await ConnectionScene.OpenAsync(postgres.App);
        await scene.SendAsync(new AddAnnotation.Command(Draft("long", "2026-03-02", "2026-03-11")));
        await AddAsync(scene, "before", "2026-03-04");
        await AddAsync(scene, "after", "2026-03-06");

        Assert.Equal(expected, string.Join(", ", await FindAsync(scene, from, to)));
    }

    [Fact]
    public async Task A_metric_finds_what_is_about_it_and_what_is_about_all()
    {
        await using var scene = await ConnectionScene.OpenAsync(postgres.App);
        await AddAsync(scene, "revenue", "2026-03-01", metric: "finance.revenue");
        await AddAsync(scene, "costs", "2026-03-02", metric: "finance.costs");
        await AddAsync(scene, "all", "2026-03-03");

        Assert.Equal(["all", "revenue"], await FindAsync(scene, metric: "finance.revenue"));
    }

    [Theory]
    [InlineData("SALE", "Summer sale, Winter sale")]
    [InlineData("sale summer", "Summer sale")]
    [InlineData("sale -winter", "Summer sale")]
    [InlineData("\"prices again\"", "Winter sale")]
    [InlineData("summer or müll", "Müllabfuhr, Summer sale")]
    [InlineData("müllabfuhr", "Müllabfuhr")]
    [InlineData("  ", "Müllabfuhr, Summer sale, Winter sale")]
    [InlineData("'; drop table nexus.annotation; --", "")]
    [InlineData("sal", "")]
    public async Task Words_are_found_whole_in_title_and_text(string search, string expected)
    {
        await using var scene = await ConnectionScene.OpenAsync(postgres.App);
        await scene.SendAsync(
            new AddAnnotation.Command(Draft("Winter sale", "2026-03-01", text: "Lower prices again."))
        );
        await scene.SendAsync(
            new AddAnnotation.Command(Draft("Summer sale", "2026-03-02", text: "Again lower prices."))
        );
        await scene.SendAsync(new AddAnnotation.Command(Draft("Müllabfuhr", "2026-03-03", text: "Müll")));

        Assert.Equal(expected, string.Join(", ", await FindAsync(scene, search: search)));
    }

    [Fact]
    public async Task Pages_follow_each_other_without_gap_or_repetition_on_one_day_too()
    {
        await using var scene = await ConnectionScene.OpenAsync(postgres.App);
        foreach (var title in new[] { "a", "b", "c", "d", "e" })
            await AddAsync(scene, title, "2026-03-01");
        var seen = new List<string>();
        Guid? cursor = null;
        do
        {
            var page = await scene.SendAsync(new ListAnnotations.Query(null, null, null, null, null, cursor, 2));
            seen.AddRange(page.Select(annotation => annotation.Title));
            cursor = page.Count == 2 ? page[^1].Id : null;
        } while (cursor is not null);

        Assert.Equal(["a", "b", "c", "d", "e"], seen.Order());
    }

    private static AddAnnotation.Command Add(string title, string day, string? metric = null) =>
        new(Draft(title, day, metric: metric));

    private static AnnotationDraft Draft(
        string title,
        string from,
        string? to = null,
        string? text = null,
        string? metric = null
    ) => new(title, text, Day(from), Day(to), Link: null, metric);

    private static async Task<Guid> AddAsync(ConnectionScene scene, string title, string day, string? metric = null) =>
        (await scene.SendAsync(Add(title, day, metric))).Id;

    private static async Task<List<string>> FindAsync(
        ConnectionScene scene,
        string? from = null,
        string? to = null,
        string? metric = null,
        string? search = null
    ) =>
        [
            .. (
                await scene.SendAsync(
                    new ListAnnotations.Query(Day(from), Day(to), metric, search, Connection: null, Cursor: null, 50)
                )
            ).Select(annotation => annotation.Title),
        ];

    private static DateOnly? Day(string? text) =>
        text is null
            ? null
            : DateOnly.ParseExact(text, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
}
