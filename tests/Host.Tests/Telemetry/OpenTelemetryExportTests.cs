using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Nexus.Testing.Http;

namespace Nexus.Host.Tests.Telemetry;

public sealed class OpenTelemetryExportTests(NexusFixture nexus) : IClassFixture<NexusFixture>
{
    [Fact]
    public async Task Spans_and_metrics_have_reached_the_collector_when_the_host_has_stopped()
    {
        await using var collector = await Collector.StartAsync();
        await using (
            var node = await RunningNexus.StartAsync(nexus.Database, $"Telemetry:OtlpEndpoint={collector.Address}")
        )
        {
            using var client = node.Client(nexus.OperatorKey);
            using var answer = await client.GetAsync("/api/v1/workspace?secret=CANARY");
        }

        var spans = collector.Received("/v1/traces");
        var metrics = collector.Received("/v1/metrics");
        foreach (var expected in new[] { "nexus", "GetWorkspace", "/api/v1/workspace", "Npgsql" })
            Assert.Contains(expected, spans, StringComparison.Ordinal);
        Assert.Contains("nexus_use_case_duration", metrics, StringComparison.Ordinal);
        Assert.DoesNotContain("CANARY", spans, StringComparison.Ordinal);
        Assert.DoesNotContain("Password=", spans + metrics, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_collector_that_is_gone_holds_nothing_up()
    {
        await using var node = await RunningNexus.StartAsync(
            nexus.Database,
            "Telemetry:OtlpEndpoint=http://127.0.0.1:1"
        );
        using var client = node.Client(nexus.OperatorKey);

        using var answer = await client.GetAsync("/api/v1/workspace");

        Assert.True(answer.IsSuccessStatusCode);
    }

    /// <summary>Takes what exporters send and keeps it as text: names in protobuf are readable as they are.</summary>
    private sealed class Collector : IAsyncDisposable
    {
        private readonly ConcurrentQueue<(string Path, string Body)> _bodies = new();
        private readonly IHost _host;

        private Collector()
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            builder.Logging.ClearProviders();
            var app = builder.Build();
            app.MapPost("/{**path}", (Delegate)TakeAsync);
            _host = app;
        }

        public string Address =>
            _host
                .Services.GetRequiredService<IServer>()
                .Features.GetRequiredFeature<IServerAddressesFeature>()
                .Addresses.First();

        public static async Task<Collector> StartAsync()
        {
            var collector = new Collector();
            await collector._host.StartAsync();
            return collector;
        }

        public string Received(string path) =>
            string.Concat(_bodies.Where(body => body.Path == path).Select(body => body.Body));

        public async ValueTask DisposeAsync()
        {
            await _host.StopAsync();
            _host.Dispose();
        }

        private async Task TakeAsync(HttpContext context)
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            _bodies.Enqueue((context.Request.Path, Encoding.UTF8.GetString(body.ToArray())));
        }
    }
}
