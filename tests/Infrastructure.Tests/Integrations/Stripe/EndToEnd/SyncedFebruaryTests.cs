using System.Globalization;
using Nexus.Application.Features.Kpis;
using Nexus.Domain.Integrations;

namespace Nexus.Infrastructure.Tests.Integrations.Stripe.EndToEnd;

/// <summary>The figures that metrics are defined by, read by the query that dashboards read, after thirty ordinary syncs.</summary>
[Collection(nameof(SyncedFebruary))]
public sealed class SyncedFebruaryTests(SyncedFebruary february)
{
    private const string FirstDay = "2026-02-01";
    private const string AfterLastDay = "2026-03-01";

    [Fact]
    public async Task Every_sync_succeeded()
    {
        Assert.Empty(await february.Workspace.FaultsAsync());
        Assert.True(february.Runs.Count >= 30, $"{february.Runs.Count} runs");
        Assert.All(february.Runs, status => Assert.Equal(RunStatus.Succeeded, status));
    }

    [Theory]
    [InlineData("revenue.mrr", "2026-01-31", "1371.9444444444")]
    [InlineData("revenue.mrr_contracted", "2026-01-31", "1473.9444444444")]
    [InlineData("customers.active", "2026-01-31", "14")]
    [InlineData("revenue.mrr", "2026-02-28", "1541.7444444444")]
    [InlineData("revenue.mrr_scheduled_churn", "2026-02-28", "90")]
    [InlineData("customers.active", "2026-02-28", "16")]
    [InlineData("revenue.arr", "2026-02-28", "18500.9333333333")]
    [InlineData("revenue.arpa", "2026-02-28", "96.3590277778")]
    public async Task Levels_of_the_day(string metric, string day, string expected)
    {
        var value = await february.Workspace.OnAsync(metric, DateOnly.Parse(day, CultureInfo.InvariantCulture));

        Assert.Equal(Number(expected), decimal.Round(value!.Value, 10));
    }

    [Theory]
    [InlineData("revenue.mrr_new", "194")]
    [InlineData("revenue.mrr_reactivation", "60")]
    [InlineData("revenue.mrr_expansion", "100")]
    [InlineData("revenue.mrr_contraction", "63")]
    [InlineData("revenue.mrr_churned", "122")]
    [InlineData("revenue.mrr_fx", "0.80")]
    [InlineData("customers.new", "3")]
    [InlineData("customers.churned", "2")]
    [InlineData("customers.reactivated", "1")]
    public async Task Movements_of_february(string metric, string expected)
    {
        var series = await SeriesAsync(metric, "day");

        Assert.Equal(Number(expected), series.Total);
        Assert.Equal(28, series.Points.Count);
    }

    [Theory]
    [InlineData("customers.churn_rate", "7.142857")]
    [InlineData("revenue.churn_rate", "8.382264")]
    [InlineData("revenue.grr", "91.617736")]
    [InlineData("revenue.nrr", "98.906661")]
    [InlineData("revenue.ltv", "1349.02639")]
    [InlineData("revenue.quick_ratio", "1.913514")]
    [InlineData("revenue.arr", "18500.93333")]
    [InlineData("revenue.arpa", "96.35903")]
    public async Task Rates_of_february(string metric, string expected)
    {
        var series = await SeriesAsync(metric, "month");

        Assert.Equal(Number(expected), Rounded(Assert.Single(series.Points).Value, expected));
        Assert.Equal(Number(expected), Rounded(series.Total, expected));
    }

    [Fact]
    public async Task Every_evening_is_the_evening_before_and_what_moved()
    {
        var level = await ValuesAsync("revenue.mrr", "2026-01-31");
        var moved = new Dictionary<string, decimal>(StringComparer.Ordinal);
        foreach (
            var (metric, sign) in new[]
            {
                ("new", 1),
                ("reactivation", 1),
                ("expansion", 1),
                ("contraction", -1),
                ("churned", -1),
                ("fx", 1),
            }
        )
        {
            foreach (var (day, value) in await ValuesAsync($"revenue.mrr_{metric}", FirstDay))
                moved[day] = moved.GetValueOrDefault(day) + (sign * value);
        }

        var days = level.Keys.Order(StringComparer.Ordinal).ToList();
        Assert.Equal(29, days.Count);
        foreach (var (day, before) in days.Skip(1).Zip(days))
            Assert.Equal(level[day], level[before] + moved[day]);
    }

    [Fact]
    public async Task What_was_before_the_first_sync_is_marked_as_reconstructed()
    {
        var rows = await february.Workspace.SendAsync(
            new ListPoints.Query(
                "revenue.mrr",
                Granularity: "day",
                Currency: "USD",
                From: "2026-01-25",
                To: "2026-02-05",
                Limit: 1000
            )
        );

        Assert.Contains(rows.Value.Items, point => IsReconstructed(point.Metadata));
        Assert.All(
            rows.Value.Items,
            point =>
                Assert.Equal(string.CompareOrdinal(point.Timestamp, "2026-01-31") < 0, IsReconstructed(point.Metadata))
        );
    }

    private static bool IsReconstructed(System.Text.Json.JsonElement? metadata) =>
        metadata is { ValueKind: System.Text.Json.JsonValueKind.Object } known
        && known.TryGetProperty("reconstructed", out var is_)
        && is_.GetBoolean();

    private Task<SeriesAnswer> SeriesAsync(string metric, string bucket) =>
        february.Workspace.SeriesAsync(metric, FirstDay, AfterLastDay, bucket);

    private async Task<Dictionary<string, decimal>> ValuesAsync(string metric, string from) =>
        (await february.Workspace.SeriesAsync(metric, from, AfterLastDay)).Points.ToDictionary(
            point => point.Start,
            point => point.Value!.Value,
            StringComparer.Ordinal
        );

    private static decimal Rounded(decimal? value, string like) =>
        decimal.Round(
            value!.Value,
            like.Length - like.IndexOf('.', StringComparison.Ordinal) - 1,
            MidpointRounding.AwayFromZero
        );

    private static decimal Number(string text) => decimal.Parse(text, CultureInfo.InvariantCulture);
}
