using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Nexus.Application.Integrations;
using Nexus.Application.Syncing;
using Nexus.Host;
using Nexus.Infrastructure.Http;
using Nexus.Infrastructure.Postgres;
using Nexus.Infrastructure.Secrets;
using Nexus.Testing.Integrations;

namespace Nexus.Benchmarks.Nodes;

/// <summary>The host in a process of its own, as <c>nexus up</c> builds it, that obeys what it reads and ends with its input.</summary>
/// <remarks>
/// It differs from the product in what a benchmark needs: failpoints, the lease, a provider that does nothing, and no
/// budget of calls, which spares Stripe and would hide what is measured.
/// </remarks>
internal static class NodeProgram
{
    /// <summary>The word by which this program starts itself.</summary>
    public const string Word = "node";

    /// <summary>Holds <see cref="NodeTerms"/> as JSON.</summary>
    public const string Variable = "NEXUS_BENCH_NODE";

    public static async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var terms = JsonSerializer.Deserialize<NodeTerms>(Environment.GetEnvironmentVariable(Variable)!)!;
        var failpoints = new NodeFailpoints(Console.WriteLine);
        await using var host = NexusHost.Build(Options(terms), builder => Adjust(builder, terms, failpoints));
        Console.WriteLine(NodeWords.Built);
        while (await Console.In.ReadLineAsync(cancellationToken) is { } line)
            await ObeyAsync(host, failpoints, line.Split(' '), cancellationToken);
        return 0;
    }

    private static async Task ObeyAsync(
        WebApplication host,
        NodeFailpoints failpoints,
        string[] words,
        CancellationToken cancellationToken
    )
    {
        switch (words)
        {
            case [NodeWords.Start]:
                await host.StartAsync(cancellationToken);
                Console.WriteLine($"{NodeWords.Listening} {host.Urls.First()}");
                break;
            case [NodeWords.HaltAt, var point, var times]:
                failpoints.HaltAt(point, int.Parse(times, CultureInfo.InvariantCulture));
                break;
            case [NodeWords.KeepMoving]:
                failpoints.HaltAt(point: null, 0);
                Console.WriteLine(NodeWords.Moving);
                break;
            case [NodeWords.GoOn]:
                failpoints.GoOn();
                break;
        }
    }

    private static NexusOptions Options(NodeTerms terms) =>
        new(
            new DatabaseConnections(Owner: null, terms.App, terms.Dispatcher),
            MasterKeySource.ReadOrGenerate(terms.KeyFolder),
            "http://127.0.0.1:0"
        )
        {
            Arguments =
            [
                "--RateLimits:PerKey=1000000",
                "--RateLimits:PerAddress=1000000",
                .. terms.Addresses,
                .. terms.Stripe is { } stripe ? [$"--Providers:stripe:BaseUrl={stripe}"] : Array.Empty<string>(),
            ],
        };

    private static void Adjust(WebApplicationBuilder builder, NodeTerms terms, NodeFailpoints failpoints)
    {
        builder.Logging.ClearProviders();
        builder.Logging.AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Logging.AddFilter(level => level >= LogLevel.Warning);
        builder.Services.AddSingleton<IFailpoints>(failpoints);
        builder.Services.AddSingleton<IRateBudgets, GrantingBudgets>();
        builder.Services.AddSingleton<IProviderModule, IdleConnector>();
        var options = new SyncOptions { Node = terms.Name };
        if (terms.Lease is { } lease)
        {
            options.Lease = TimeSpan.FromSeconds(lease);
            options.WatchEvery = TimeSpan.FromSeconds(Math.Min(2, lease / 4));
        }
        if (terms.Poll is { } poll)
            options.PollEvery = TimeSpan.FromSeconds(poll);
        builder.Services.AddSingleton(options);
    }
}
