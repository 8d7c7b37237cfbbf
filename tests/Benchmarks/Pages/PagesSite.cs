using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Nexus.Application.Authorisation;
using Nexus.Application.Features.Workspaces;
using Nexus.Application.Storage;
using Nexus.Benchmarks.Query;
using Nexus.Benchmarks.Running;
using Nexus.Host;
using Nexus.Testing.Http.Pages;

namespace Nexus.Benchmarks.Pages;

/// <summary>The host with its pages, filled, and somebody who is signed in to the largest workspace.</summary>
internal sealed class PagesSite : IAsyncDisposable
{
    private const int Workspaces = 50;

    private readonly WebApplication _host;

    private PagesSite(WebApplication host, TestSession session, Guid dashboard) =>
        (_host, Session, Dashboard) = (host, session, dashboard);

    public Uri Address => new(_host.Urls.First());

    public TestSession Session { get; }

    /// <summary>A dashboard of twelve numbers and four charts.</summary>
    public Guid Dashboard { get; }

    public static async Task<PagesSite> StartAsync(BenchmarkRun run, int points, CancellationToken cancellationToken)
    {
        var options = new NexusOptions(run.Database.Connections, run.Database.MasterKey, "http://127.0.0.1:0")
        {
            Arguments = ["--RateLimits:PerKey=1000000", "--RateLimits:PerAddress=1000000"],
        };
        var host = NexusHost.Build(
            options,
            builder =>
            {
                builder.Logging.ClearProviders();
                TestSession.Accept(builder);
            }
        );
        await host.StartAsync(cancellationToken);
        using var http = new HttpClient(new SocketsHttpHandler()) { BaseAddress = new Uri(host.Urls.First()) };
        await using var scope = host.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<IWorkspaceScope>().ActAs("benchmark", Rights.System);
        var first = await scope
            .ServiceProvider.GetRequiredService<IMediator>()
            .Send(new CreateFirstWorkspace.Command("Operator", "UTC", "EUR", ApiKey: null), cancellationToken);
        run.Say($"pages: filling {Workspaces} workspaces with about {points} points");
        var filled = await PointFixture.CreateAsync(
            run.Database,
            http,
            first!.ApiKey,
            Workspaces,
            points,
            cancellationToken
        );
        var largest = filled[0];
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", largest.ApiKey);
        var workspace = await http.GetFromJsonAsync<JsonElement>("/api/v1/workspace", cancellationToken);
        return new(
            host,
            new TestSession(
                Guid.CreateVersion7(),
                "Test Person",
                largest.Id.Value,
                workspace.GetProperty("id").GetGuid(),
                "owner"
            ),
            await CreateDashboardAsync(http, cancellationToken)
        );
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync(CancellationToken.None);
        await _host.DisposeAsync();
    }

    private static async Task<Guid> CreateDashboardAsync(HttpClient http, CancellationToken cancellationToken)
    {
        var made = await PostAsync(http, "dashboards", new { name = "Everything" }, cancellationToken);
        var id = made.GetProperty("id").GetGuid();
        object[] tiles =
        [
            .. PointFixture.Metrics.Select(metric => new { kind = "value", query = new { metric } }),
            new { kind = "area", query = new { metric = "web.sessions" } },
            new { kind = "ranking", query = new { metric = "ads.spend", groupBy = "campaign" } },
            new { kind = "stacked", query = new { metric = "ads.spend", groupBy = "campaign" } },
            new { kind = "line", query = new { metric = "ads.clicks" } },
        ];
        for (var at = 0; at < tiles.Length; at++)
            await PostAsync(
                http,
                $"dashboards/{id}/tiles",
                new { version = at + 1, tile = tiles[at] },
                cancellationToken
            );
        return id;
    }

    private static async Task<JsonElement> PostAsync(
        HttpClient http,
        string path,
        object body,
        CancellationToken cancellationToken
    )
    {
        using var answer = await http.PostAsJsonAsync($"/api/v1/{path}", body, cancellationToken);
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
    }
}
