using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace Nexus.ProviderSimulator.Tests;

/// <summary>An endpoint that keeps what it gets and answers what it is told to.</summary>
internal sealed class WebhookReceiver : IAsyncDisposable
{
    private readonly WebApplication _web;
    private readonly ConcurrentQueue<(string Body, string Signature)> _received = new();

    private WebhookReceiver()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _web = builder.Build();
        _web.Run(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            var body = await reader.ReadToEndAsync(context.RequestAborted);
            _received.Enqueue((body, context.Request.Headers["Stripe-Signature"].ToString()));
            context.Response.StatusCode = Status;
        });
    }

    public int Status { get; set; } = 200;

    public IReadOnlyCollection<(string Body, string Signature)> Received => [.. _received];

    public Uri Url => new(_web.Urls.Single());

    public static async Task<WebhookReceiver> StartAsync(CancellationToken cancellationToken)
    {
        var receiver = new WebhookReceiver();
        await receiver._web.StartAsync(cancellationToken);
        return receiver;
    }

    public ValueTask DisposeAsync() => _web.DisposeAsync();
}
