using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Nexus.Application.Authorisation;
using Nexus.Application.Features.ApiKeys;
using Nexus.Application.Features.Workspaces;
using Nexus.Application.Storage;
using Nexus.Benchmarks.Running;
using Nexus.Host;
using Nexus.Host.Identity;

namespace Nexus.Benchmarks.Query;

/// <summary>The host on a port of its own, and a client that keeps its connection, as a dashboard's does.</summary>
internal sealed class KpiApi : IAsyncDisposable
{
    private const string Nothing = "/api/v1/nothing";

    private readonly WebApplication _host;

    private KpiApi(WebApplication host, string operatorKey)
    {
        _host = host;
        OperatorKey = operatorKey;
        Http = new HttpClient(new SocketsHttpHandler()) { BaseAddress = new Uri(host.Urls.First()) };
    }

    public HttpClient Http { get; }

    /// <summary>A key that may create workspaces.</summary>
    public string OperatorKey { get; }

    public static async Task<KpiApi> StartAsync(BenchmarkDatabase database, CancellationToken cancellationToken)
    {
        var options = new NexusOptions(database.Connections, database.MasterKey, "http://127.0.0.1:0")
        {
            Arguments = ["--RateLimits:PerKey=1000000", "--RateLimits:PerAddress=1000000"],
        };
        var host = NexusHost.Build(options, builder => builder.Logging.ClearProviders());
        host.MapGet(Nothing, () => TypedResults.Json(0)).RequireScope(ApiScopes.Read);
        await host.StartAsync(cancellationToken);
        await using var scope = host.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<IWorkspaceScope>().ActAs("benchmark", Rights.System);
        var first = await scope
            .ServiceProvider.GetRequiredService<IMediator>()
            .Send(new CreateFirstWorkspace.Command("Operator", "UTC", "EUR", ApiKey: null), cancellationToken);
        return new(host, first!.ApiKey);
    }

    /// <summary>A call with a key, counted and logged as any other, to an endpoint that does nothing: what HTTP itself takes.</summary>
    public Task<JsonElement> NothingAsync(FilledWorkspace workspace, CancellationToken cancellationToken) =>
        SendAsync(new HttpRequestMessage(HttpMethod.Get, Nothing), workspace, cancellationToken);

    /// <summary>Reads one series.</summary>
    public Task<JsonElement> SeriesAsync(
        FilledWorkspace workspace,
        string metric,
        string query,
        CancellationToken cancellationToken
    ) =>
        SendAsync(
            new HttpRequestMessage(HttpMethod.Get, $"/api/v1/kpis/{metric}/series?{query}"),
            workspace,
            cancellationToken
        );

    /// <summary>Reads the tiles of a dashboard.</summary>
    public Task<JsonElement> TilesAsync(FilledWorkspace workspace, object tiles, CancellationToken cancellationToken) =>
        SendAsync(
            new HttpRequestMessage(HttpMethod.Post, "/api/v1/kpis/query") { Content = JsonContent.Create(tiles) },
            workspace,
            cancellationToken
        );

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _host.StopAsync(CancellationToken.None);
        await _host.DisposeAsync();
    }

    private async Task<JsonElement> SendAsync(
        HttpRequestMessage request,
        FilledWorkspace workspace,
        CancellationToken cancellationToken
    )
    {
        using var sent = request;
        sent.Headers.Authorization = new AuthenticationHeaderValue("Bearer", workspace.ApiKey);
        using var response = await Http.SendAsync(sent, cancellationToken);
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
        return response.IsSuccessStatusCode
            ? answer
            : throw new InvalidOperationException($"The API answers {(int)response.StatusCode}: {answer}");
    }
}
