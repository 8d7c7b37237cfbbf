using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Nexus.Infrastructure.Tests.Http;

/// <summary>A real server on the loopback that answers as a test says.</summary>
internal sealed class StubProvider : IAsyncDisposable
{
    private readonly IHost _app;
    private readonly Queue<Func<HttpContext, Task>> _answers = new();
    private readonly SemaphoreSlim _arrivals = new(0);
    private readonly List<string> _bodies = [];
    private int _requests;

    private StubProvider(IHost app) => _app = app;

    public Uri Address =>
        new(
            _app.Services.GetRequiredService<IServer>()
                .Features.GetRequiredFeature<IServerAddressesFeature>()
                .Addresses.First() + "/"
        );

    public int Requests => Volatile.Read(ref _requests);

    public IReadOnlyList<string> Bodies => _bodies;

    public static async Task<StubProvider> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        // Answers that a test broke off on purpose are not waited for.
        builder.WebHost.UseShutdownTimeout(TimeSpan.Zero);
        var app = builder.Build();
        var stub = new StubProvider(app);
        app.Run(stub.AnswerAsync);
        return await stub.ListenAsync();
    }

    /// <summary>What the next calls get, in turn; the last one holds for all that follow.</summary>
    public void Answer(params ReadOnlySpan<Func<HttpContext, Task>> answers)
    {
        _answers.Clear();
        foreach (var answer in answers)
            _answers.Enqueue(answer);
    }

    /// <summary>Waits until one more request than before has arrived.</summary>
    public async Task ArrivedAsync() => Assert.True(await _arrivals.WaitAsync(TimeSpan.FromSeconds(30)));

    /// <param name="headers">Such as <c>Retry-After: 3</c>.</param>
    public static Func<HttpContext, Task> Status(int status, params string[] headers) =>
        async context =>
        {
            context.Response.StatusCode = status;
            foreach (var header in headers)
                context.Response.Headers[header.Split(": ")[0]] = header.Split(": ")[1];
            await context.Response.WriteAsync("{}", context.RequestAborted);
        };

    /// <summary>Promises more than it sends, and breaks the connection.</summary>
    public static async Task HalfBody(HttpContext context)
    {
        context.Response.ContentLength = 1000;
        await context.Response.WriteAsync("{\"data\": [", context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
        context.Abort();
    }

    /// <summary>Begins an answer, and never goes on.</summary>
    public static async Task StalledBody(HttpContext context)
    {
        await context.Response.WriteAsync("{", context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted);
        }
        catch (OperationCanceledException) { }
    }

    public static Task Broken(HttpContext context)
    {
        context.Abort();
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync() => ((IAsyncDisposable)_app).DisposeAsync();

    private async Task<StubProvider> ListenAsync()
    {
        await _app.StartAsync();
        return this;
    }

    private async Task AnswerAsync(HttpContext context)
    {
        using (var reader = new StreamReader(context.Request.Body))
            _bodies.Add(await reader.ReadToEndAsync(context.RequestAborted));
        Func<HttpContext, Task> answer;
        lock (_answers)
            answer = _answers.Count > 1 ? _answers.Dequeue() : _answers.Peek();
        Interlocked.Increment(ref _requests);
        _arrivals.Release();
        await answer(context);
    }
}
