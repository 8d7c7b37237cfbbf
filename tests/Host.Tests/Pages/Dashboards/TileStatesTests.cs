using Microsoft.AspNetCore.Components;
using Nexus.Application.Features.Dashboards;
using Nexus.Application.Features.Goals;
using Nexus.Application.Features.Kpis;
using Nexus.Host.Components;
using Nexus.Host.Pages.Dashboards;
using Nexus.Host.Tests.Components;

namespace Nexus.Host.Tests.Pages.Dashboards;

/// <summary>What tiles say in each state that a number can be in.</summary>
public sealed class TileStatesTests
{
    private static readonly Freshness Fresh = new(
        Rendered.Now.AddHours(-2),
        Stale: false,
        Reason: null,
        [new FreshnessSource(Guid.Empty, "csv", "Files", "Bookkeeping")]
    );

    private static SeriesPoint[] Days(params decimal?[] values) =>
        [.. values.Select((value, at) => new SeriesPoint($"2026-11-{at + 1:00}", value, Final: true))];

    private static SeriesAnswer Series(decimal? total, decimal? before, params decimal?[] values) =>
        new(
            "finance.revenue",
            "money",
            "EUR",
            "day",
            "UTC",
            "2026-11-01",
            "2026-11-04",
            Days(values),
            total,
            new ComparisonAnswer("2026-10-29", "2026-11-01", Days([.. values.Select(_ => before)]), before, null, null),
            Groups: null,
            Other: null,
            Currencies: null,
            Notes: []
        );

    private static TileData Data(SeriesAnswer? series, string direction = "good") =>
        new(
            new TileView(Guid.Empty, "value", null, 3, 1, null),
            new TileMetric("finance.revenue", "Revenue", "money", "sum", direction, "finance", ["csv"]),
            series,
            Problem: null,
            GroupBy: null,
            Filtered: true,
            ComparedGroups: [],
            Freshness: Fresh,
            Quality: [],
            Provisional: false,
            Overridden: false,
            Goal: null
        );

    private static GoalView Goal(string status, decimal? value, decimal? expected, string direction = "good") =>
        new(
            Guid.Empty,
            "Revenue",
            "finance.revenue",
            "money",
            direction,
            200m,
            "EUR",
            "month",
            new DateOnly(2026, 11, 1),
            new DateOnly(2026, 12, 1),
            Owner: null,
            Version: 1,
            status,
            value,
            expected,
            value / 200m,
            0.7m
        );

    private static Task<string> TextAsync<TTile>(TileData data)
        where TTile : IComponent => Rendered.TextAsync<TTile>(("Tile", new BoardTile(data, "EUR")));

    private static Task<string> HtmlAsync<TTile>(TileData data)
        where TTile : IComponent => Rendered.HtmlAsync<TTile>(("Tile", new BoardTile(data, "EUR")));

    private static Task<string> LinkedAsync(TileData data) =>
        Rendered.HtmlAsync<ValueTile>(("Tile", new BoardTile(data, "EUR")), ("Href", "/kpis/finance.revenue"));

    [Fact]
    public async Task A_missing_value_is_a_sentence_with_a_way_on_and_never_zero()
    {
        var html = await LinkedAsync(Data(Series(null, null, null, null)));

        Assert.Contains("Nothing in this period.", html, StringComparison.Ordinal);
        Assert.Contains("href=\"/kpis/finance.revenue\"", html, StringComparison.Ordinal);
        Assert.DoesNotContain("class=\"val\"", html, StringComparison.Ordinal);
        Assert.DoesNotContain("0.00", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_zero_is_a_number_like_any_other() =>
        Assert.Contains("€0.00", await TextAsync<ValueTile>(Data(Series(0, 5, 0, 0))), StringComparison.Ordinal);

    [Fact]
    public async Task Without_anything_before_there_is_nothing_to_compare_with_and_no_zero()
    {
        var text = await TextAsync<ValueTile>(Data(Series(12, null, 5, 7)));

        Assert.Contains("nothing to compare with", text, StringComparison.Ordinal);
        Assert.DoesNotContain("0", text.Replace("€12.00", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task From_zero_a_value_is_new() =>
        Assert.Contains("new", await TextAsync<ValueTile>(Data(Series(12, 0, 5, 7))), StringComparison.Ordinal);

    [Theory]
    [InlineData("bad", "good", "down 50.0%, improved")]
    [InlineData("good", "bad", "down 50.0%, worse")]
    [InlineData("none", "flat", "down 50.0%")]
    public async Task A_fall_is_good_where_the_metric_is_better_low(string direction, string tone, string speech)
    {
        var html = await HtmlAsync<ValueTile>(Data(Series(5, 10, 5), direction));

        Assert.Contains($"class=\"delta {tone}\"", html, StringComparison.Ordinal);
        Assert.Contains(speech, html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_late_says_how_old_it_is_and_why()
    {
        var late = Data(Series(5, 4, 5)) with
        {
            Freshness = Fresh with { UpdatedAt = Rendered.Now.AddDays(-3), Stale = true, Reason = "Stripe waits." },
        };

        var text = await TextAsync<TileFlags>(late);

        Assert.Contains("3 days old", text, StringComparison.Ordinal);
        Assert.Contains("Stripe waits.", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Files", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_well_names_its_source_and_has_no_flag()
    {
        var html = await HtmlAsync<TileFlags>(Data(Series(5, 4, 5)));

        Assert.Contains("Bookkeeping", html, StringComparison.Ordinal);
        Assert.DoesNotContain("flag", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_thing_to_know_of_a_number_is_said_in_words()
    {
        var text = await TextAsync<TileFlags>(
            Data(Series(5, 4, 5)) with
            {
                Provisional = true,
                Overridden = true,
                Filtered = false,
                Quality = ["sampled"],
            }
        );

        Assert.Contains("Provisional", text, StringComparison.Ordinal);
        Assert.Contains("manual override", text, StringComparison.Ordinal);
        Assert.Contains("Not filtered", text, StringComparison.Ordinal);
        Assert.Contains("estimated", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tile_that_cannot_be_shown_says_why_and_leads_to_its_settings()
    {
        var data = Data(series: null) with
        {
            Problem = new QueryTiles.TileProblem(
                "unknown_metric",
                "There is no metric 'x'.",
                new Dictionary<string, object?>()
            ),
        };

        var html = await HtmlAsync<TileBlank>(data);
        var shared = await Rendered.HtmlAsync<TileBlank>(("Tile", new BoardTile(data, "EUR")), ("Linked", false));

        Assert.Contains("Cannot be shown", html, StringComparison.Ordinal);
        Assert.Contains("There is no metric 'x'.", html, StringComparison.Ordinal);
        Assert.Contains("Change this tile", html, StringComparison.Ordinal);
        Assert.DoesNotContain("href", shared, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_nothing_was_ever_stored_the_way_to_data_is_offered()
    {
        var data = Data(series: null) with { Freshness = null };

        var html = await Rendered.HtmlAsync<TileBlank>(("Tile", new BoardTile(data, "EUR")));

        Assert.Contains("No data yet.", html, StringComparison.Ordinal);
        Assert.Contains("href=\"/uploads\"", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("on_track", 150, 140, "75.0% of goal, on track", "goal good")]
    [InlineData("behind", 60, 140, "30.0% of goal, behind", "goal warn")]
    public async Task A_goal_under_way_says_how_it_stands_and_draws_the_even_pace(
        string status,
        int value,
        int expected,
        string words,
        string look
    )
    {
        var html = await Rendered.HtmlAsync<GoalBar>(("Goal", Goal(status, value, expected)));

        Assert.Contains(words, html, StringComparison.Ordinal);
        Assert.Contains($"class=\"{look}\"", html, StringComparison.Ordinal);
        Assert.Contains("x1=\"70\"", html, StringComparison.Ordinal);
        Assert.Contains("€140.00 would be even pace today", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no_data", "no data yet")]
    [InlineData("reached", "reached")]
    [InlineData("missed", "missed")]
    public async Task A_goal_that_is_not_under_way_has_no_pace(string status, string words)
    {
        var html = await Rendered.HtmlAsync<GoalBar>(("Goal", Goal(status, value: null, expected: null)));

        Assert.Contains(words, html, StringComparison.Ordinal);
        Assert.DoesNotContain("pace\"", html, StringComparison.Ordinal);
        Assert.DoesNotContain("0% of goal", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_number_that_is_split_names_its_largest_parts()
    {
        var data = Data(Series(12, 10, 5, 7)) with
        {
            Split = [new GroupAnswer("account", "Shop", [], 9, 75), new GroupAnswer("account", "", [], 3, 25)],
        };

        var text = await TextAsync<ValueTile>(data);

        Assert.Contains("Shop €9.00 (none) €3.00", text, StringComparison.Ordinal);
    }

    private static TileData Grouped(params (string Name, decimal? Total)[] groups) =>
        Data(
            Series(groups.Sum(group => group.Total), null, 1) with
            {
                Groups =
                [
                    .. groups.Select(group => new GroupAnswer(
                        "account",
                        group.Name,
                        Days(group.Total),
                        group.Total,
                        null
                    )),
                ],
            }
        ) with
        {
            GroupBy = "account",
            ComparedGroups = [.. groups.Select(group => new ComparedGroup(group.Name, null, null))],
        };

    [Fact]
    public async Task A_ranking_shows_a_group_without_a_value_as_missing()
    {
        var text = await TextAsync<RankingTile>(Grouped(("Shop", 9m), ("Lost", null)));

        Assert.Contains("Lost – no value", text, StringComparison.Ordinal);
        Assert.DoesNotContain("€0.00", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_ranking_without_groups_says_so() =>
        Assert.Contains("Nothing in this period.", await TextAsync<RankingTile>(Grouped()), StringComparison.Ordinal);

    [Fact]
    public async Task A_table_shows_what_is_missing_as_missing_and_ends_with_the_total()
    {
        var text = await TextAsync<TableTile>(Grouped(("Shop", 9m), ("Lost", null)));

        Assert.Contains("Lost – no value", text, StringComparison.Ordinal);
        Assert.Contains("Total €9.00", text, StringComparison.Ordinal);
        Assert.DoesNotContain("€0.00", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("suspicious", "Came back empty", "warn")]
    [InlineData("outage", "Not working", "bad")]
    [InlineData("operational", "Working", "good")]
    [InlineData("never_heard_of", "Never heard of", "")]
    public async Task A_status_is_a_word_beside_its_colour(string status, string word, string tone)
    {
        var html = await Rendered.HtmlAsync<Status>(("Value", status));

        Assert.Contains(word, html, StringComparison.Ordinal);
        Assert.Contains("<svg", html, StringComparison.Ordinal);
        Assert.Contains(tone, html, StringComparison.Ordinal);
    }
}
