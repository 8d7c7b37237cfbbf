using System.Text.Json;
using System.Text.Json.Nodes;
using Nexus.Application.Integrations;
using Nexus.Application.Syncing;
using Nexus.Domain.Integrations;
using Nexus.Domain.Kpis;

namespace Nexus.Application.Tests.Syncing;

public sealed class PageTransformTests
{
    private static MetricDefinition? Metric(string key) => MetricCatalog.TryFind(key, out var known) ? known : null;

    private static readonly DateTime Day = new(2026, 3, 1, 0, 0, 0, DateTimeKind.Utc);

    [Theory]
    [InlineData(9, 9, false)]
    [InlineData(10, 10, true)]
    [InlineData(10, 49, true)]
    [InlineData(10, 50, false)]
    [InlineData(11, 50, true)]
    public void More_than_a_fifth_rejected_is_drift_unless_it_is_few(int rejected, int records, bool isDrift)
    {
        var page = PageTransform.Transform(
            [.. Enumerable.Range(0, records).Select(Raw)],
            data =>
                data.Payload.GetInt32() < rejected
                    ? throw new RawDataException("field_missing", "value", "It has none.")
                    : Transformed.Nothing,
            Metric
        );

        Assert.Equal((records, rejected, isDrift), (page.Read, page.Rejected.Count, page.IsDrift));
    }

    [Fact]
    public void A_required_field_that_is_missing_is_named()
    {
        var page = PageTransform.Transform(
            [Raw(1)],
            _ => throw new RawDataException("field_missing", "items.data[0].price", "The price is missing."),
            Metric
        );

        var rejected = Assert.Single(page.Rejected);
        Assert.Equal(
            ("field_missing", "items.data[0].price", "The price is missing."),
            (rejected.Code, rejected.Field, rejected.Message)
        );
    }

    [Fact]
    public void A_bug_of_the_mapping_rejects_its_record_and_tells_nothing_of_it()
    {
        var page = PageTransform.Transform(
            [Raw(1), Raw(2)],
            data => data.Payload.GetInt32() == 1 ? throw new InvalidOperationException("secret") : Transformed.Nothing,
            Metric
        );

        var rejected = Assert.Single(page.Rejected);
        Assert.Equal("unmappable", rejected.Code);
        Assert.DoesNotContain("secret", rejected.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("web.sessions", Granularity.Day, "", 0, null)]
    [InlineData("web.sessions", Granularity.Hour, "", 30, null)]
    [InlineData("finance.revenue", Granularity.Day, "EUR", 0, null)]
    [InlineData("no.such_metric", Granularity.Day, "", 0, "unknown_metric")]
    [InlineData("finance.revenue", Granularity.Day, "", 0, "invalid_currency")]
    [InlineData("web.sessions", Granularity.Day, "EUR", 0, "invalid_currency")]
    [InlineData("web.sessions", Granularity.Day, "", 30, "invalid_time")]
    [InlineData("web.sessions", Granularity.Month, "", 1, "invalid_time")]
    public void A_point_is_held_to_what_every_point_has_to_be(
        string metric,
        Granularity granularity,
        string currency,
        int minutes,
        string? code
    )
    {
        var point = new KpiData(
            new SeriesKey(metric, granularity, currency, DimensionSet.Empty),
            Day.AddMinutes(minutes),
            1
        );

        var page = PageTransform.Transform([Raw(1)], _ => new([point], []), Metric);

        Assert.Equal(code, page.Rejected.SingleOrDefault()?.Code);
        Assert.Equal(code is null ? 1 : 0, page.Points.Count);
    }

    [Fact]
    public void A_record_with_one_bad_point_gives_none()
    {
        var good = new KpiData(new SeriesKey("web.sessions", Granularity.Day, "", DimensionSet.Empty), Day, 1);

        var page = PageTransform.Transform(
            [Raw(1)],
            _ => new([good, good with { At = Day.ToLocalTime() }], []),
            Metric
        );

        Assert.Empty(page.Points);
    }

    [Fact]
    public void What_no_text_can_hold_is_rejected_and_not_passed_on_to_the_database()
    {
        var point = new KpiData(
            new SeriesKey("web.sessions", Granularity.Day, "", DimensionSet.Of([new("page", "a\0b")])),
            Day,
            1
        );
        var record = new SourceRecord("charges", "ch\0", 1, "{}", false, null, null, null);

        var page = PageTransform.Transform(
            [Raw(1), Raw(2)],
            data => data.Payload.GetInt32() == 1 ? new([point], []) : new([], [record]),
            Metric
        );

        Assert.Equal(["invalid_text", "invalid_text"], page.Rejected.Select(one => one.Code));
    }

    [Theory]
    [InlineData("""{"note":"a\u0000b"}""", 1)]
    [InlineData("""{"a\u0000b":1}""", 1)]
    [InlineData("""{"list":[1,{"deep":["\u0000"]}]}""", 1)]
    [InlineData("""{"list":[1,{"deep":["u0000",null,true]}]}""", 0)]
    public void What_is_kept_beside_a_value_is_held_to_the_same(string metadata, int rejected)
    {
        var point = new KpiData(
            new SeriesKey("web.sessions", Granularity.Day, "", DimensionSet.Empty),
            Day,
            1,
            Metadata: JsonNode.Parse(metadata)!.AsObject()
        );

        var page = PageTransform.Transform([Raw(1)], _ => new([point], []), Metric);

        Assert.Equal(rejected, page.Rejected.Count(one => one.Code == "invalid_text"));
        Assert.Equal(1 - rejected, page.Points.Count);
    }

    [Fact]
    public void Names_of_unknown_fields_are_counted_up_to_a_hundred()
    {
        var page = PageTransform.Transform(
            [.. Enumerable.Range(0, 300).Select(Raw)],
            data => Transformed.Nothing with { UnknownFields = ["new", $"made_up_{data.Payload.GetInt32()}"] },
            Metric
        );

        Assert.Equal(100, page.UnknownFields.Count);
        Assert.Equal(300, page.UnknownFields["new"]);
    }

    private static RawData Raw(int number) =>
        new("charges", JsonSerializer.SerializeToElement(number), DateTimeOffset.UnixEpoch);
}
