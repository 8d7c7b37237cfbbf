using Nexus.Application.Features.Kpis;

namespace Nexus.Infrastructure.Tests.Integrations.Stripe.EndToEnd;

/// <summary>From a tile's number to the subscriptions behind it.</summary>
[Collection(nameof(SyncedFebruary))]
public sealed class ExplainedMrrTests(SyncedFebruary february)
{
    [Fact]
    public async Task Mrr_is_made_of_subscriptions_that_add_up_to_it()
    {
        var explained = await ExplainAsync("revenue.mrr", "2026-02-28");

        Assert.Equal(1541.7444444444m, decimal.Round(explained.Value!.Value, 10));
        var point = Assert.Single(Assert.Single(explained.Parts).Points);
        Assert.NotNull(point.Batch!.Run);
        Assert.True(point.Sources!.EqualsStored, point.Sources.Note);
        Assert.Equal(point.Sources.Count, point.Sources.Records.Count);
        Assert.All(point.Sources.Records, record => Assert.Equal("subscriptions", record.Stream));
        Assert.All(point.Sources.Records, record => Assert.StartsWith("sub_", record.Id, StringComparison.Ordinal));
        Assert.Equal(1541.7444444444m, decimal.Round(point.Sources.Records.Sum(record => record.Value), 10));
    }

    [Fact]
    public async Task A_rate_leads_to_its_parts_and_each_part_to_its_records()
    {
        var explained = await ExplainAsync("revenue.churn_rate", "2026-02-15", "month");

        Assert.NotNull(explained.Formula);
        Assert.True(explained.Parts.Count > 1, $"{explained.Parts.Count} parts");
        Assert.All(
            explained.Parts.SelectMany(part => part.Points),
            point => Assert.True(point.Sources is { EqualsStored: true }, point.Sources?.Note)
        );
    }

    private async Task<ExplainPoint.Answer> ExplainAsync(string metric, string at, string? bucket = null) =>
        (await february.Workspace.SendAsync(new ExplainPoint.Query(metric, at, bucket, Records: 1_000))).Value;
}
