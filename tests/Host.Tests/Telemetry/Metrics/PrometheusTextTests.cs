using System.Diagnostics.Metrics;
using System.Net;
using Nexus.Host.Telemetry.Metrics;
using Nexus.Testing.Http;

namespace Nexus.Host.Tests.Telemetry.Metrics;

public sealed class PrometheusTextTests(NexusFixture nexus) : IClassFixture<NexusFixture>
{
    [Fact]
    public void Counters_gauges_and_histograms_have_their_own_shape()
    {
        using var meter = new Meter($"test {Guid.NewGuid()}");
        using var metrics = new PrometheusText([meter.Name]);
        var counter = meter.CreateCounter<int>("things.done", description: "Things\nthat were \\ done");
        var gauge = meter.CreateUpDownCounter<long>("things.open");
        var histogram = meter.CreateHistogram(
            "things.time",
            "s",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [1, 2.5] }
        );
        meter.CreateObservableGauge("things.level", () => 1.5);

        counter.Add(2, new KeyValuePair<string, object?>("kind", "a\"b\\c\nd"));
        counter.Add(3, new KeyValuePair<string, object?>("kind", "a\"b\\c\nd"));
        gauge.Add(5);
        gauge.Add(-2);
        foreach (var value in new[] { 0.5, 2, 9 })
            histogram.Record(value);

        Assert.Equal(
            """
            # HELP things_done_total Things\nthat were \\ done
            # TYPE things_done_total counter
            things_done_total{kind="a\"b\\c\nd"} 5
            # TYPE things_level gauge
            things_level 1.5
            # TYPE things_open gauge
            things_open 3
            # TYPE things_time_seconds histogram
            things_time_seconds_bucket{le="1"} 1
            things_time_seconds_bucket{le="2.5"} 2
            things_time_seconds_bucket{le="+Inf"} 3
            things_time_seconds_sum 11.5
            things_time_seconds_count 3
            # HELP nexus_metrics_dropped_total Measurements without room for another series
            # TYPE nexus_metrics_dropped_total counter
            nexus_metrics_dropped_total 0

            """,
            metrics.Render()
        );
    }

    [Fact]
    public void Series_beyond_the_cap_are_dropped_and_counted()
    {
        using var meter = new Meter($"test {Guid.NewGuid()}");
        using var metrics = new PrometheusText([meter.Name], maxSeries: 2);
        var counter = meter.CreateCounter<long>("c");

        for (var i = 0; i < 5; i++)
            counter.Add(1, new KeyValuePair<string, object?>("id", i));

        var text = metrics.Render();
        Assert.Contains("c_total{id=\"1\"} 1\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("id=\"2\"", text, StringComparison.Ordinal);
        Assert.Contains("nexus_metrics_dropped_total 3\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_endpoint_tells_of_use_cases_and_never_of_connection_strings()
    {
        using var client = nexus.Node.Client(nexus.OperatorKey);
        using var used = await client.GetAsync("/api/v1/workspace");

        var text = await client.GetStringAsync("/metrics");

        Assert.Contains(
            "nexus_use_case_duration_seconds_count{outcome=\"ok\",use_case=\"GetWorkspace\"}",
            text,
            StringComparison.Ordinal
        );
        Assert.Contains("pool_name=\"app\"", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Password=", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, false, HttpStatusCode.OK)]
    [InlineData("192.0.2.1", false, HttpStatusCode.Forbidden)]
    [InlineData("192.0.2.1", true, HttpStatusCode.OK)]
    public async Task From_elsewhere_it_takes_an_operators_key(string? forwarded, bool signedIn, HttpStatusCode status)
    {
        using var client = nexus.Node.Client(signedIn ? nexus.OperatorKey : null);
        if (forwarded is not null)
            client.DefaultRequestHeaders.Add("X-Forwarded-For", forwarded);

        using var answer = await client.GetAsync("/metrics");

        Assert.Equal(status, answer.StatusCode);
    }
}
