using Microsoft.Extensions.Logging;
using Nexus.Application.Integrations;
using Nexus.Infrastructure.Http;
using Nexus.Infrastructure.Integrations.Shared;
using Nexus.Testing;

namespace Nexus.Infrastructure.Tests.Http;

/// <summary>A node that calls a stub, in a time that stands still while nothing but the clock is waited for.</summary>
internal sealed class HttpScene : IAsyncDisposable
{
    /// <summary>Longer than any pause between attempts, and shorter than what an attempt may take.</summary>
    private static readonly TimeSpan Pauses = TimeSpan.FromSeconds(29);

    private readonly ProviderHttp _http;

    private HttpScene(StubProvider stub, FixedClock clock, IRateBudgets budgets)
    {
        Stub = stub;
        Clock = clock;
        _http = Node(stub, clock, budgets, Log);
    }

    public static DateTimeOffset Start { get; } = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    public StubProvider Stub { get; }

    public FixedClock Clock { get; }

    public Lines Log { get; } = new();

    public static async Task<HttpScene> StartAsync(IRateBudgets? budgets = null) =>
        new(await StubProvider.StartAsync(), new FixedClock(Start), budgets ?? new OpenBudgets());

    /// <summary>One more node that calls the same stub.</summary>
    public ProviderHttp Node(IRateBudgets budgets) => Node(Stub, Clock, budgets, Log);

    public static ProviderCalls Calls(string credential = "key 1") =>
        new("test", new Uri("https://provider.example/"), "account 1", credential, new RateLimit(100, 100, 4));

    public HttpClient Open(ProviderCalls? calls = null) => _http.Open(calls ?? Calls());

    /// <summary>Makes a call, and lets the time go by that it waits between its attempts.</summary>
    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, ProviderCalls? calls = null) =>
        PassTimeAsync(Open(calls).SendAsync(request));

    public Task<HttpResponseMessage> GetAsync(ProviderCalls? calls = null) =>
        SendAsync(new HttpRequestMessage(HttpMethod.Get, "v1/things"), calls);

    public async Task<IntegrationException> FailAsync(ProviderCalls? calls = null) =>
        await Assert.ThrowsAsync<IntegrationException>(() => GetAsync(calls));

    public async Task<T> PassTimeAsync<T>(Task<T> call)
    {
        while (!call.IsCompleted)
        {
            if (Clock.NextAlarm is { } pause && pause <= Pauses)
                Clock.Advance(pause);
            await Task.WhenAny(call, Task.Delay(1));
        }
        return await call;
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await Stub.DisposeAsync();
    }

    private static ProviderHttp Node(StubProvider stub, TimeProvider clock, IRateBudgets budgets, Lines log) =>
        new(ProviderAddresses.Read([new("test:BaseUrl", stub.Address.ToString())]), budgets, clock, log);

    /// <summary>What was logged.</summary>
    internal sealed class Lines : ILogger<ProviderHttp>
    {
        private readonly List<string> _lines = [];

        public string Text => string.Join('\n', _lines);

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        ) => _lines.Add($"{logLevel} {formatter(state, exception)} {exception}");
    }
}

/// <summary>Budgets that a test fills: every call is granted at once, unless it says otherwise.</summary>
internal sealed class OpenBudgets : IRateBudgets
{
    public Queue<RateGrant> Grants { get; } = new();

    public Queue<bool> Parked { get; } = new();

    public List<TimeSpan> Parks { get; } = [];

    public List<string> ParkedScopes { get; } = [];

    public int Taken { get; private set; }

    public Task<RateGrant> TakeAsync(
        string scope,
        double perSecond,
        int burst,
        TimeSpan longest,
        CancellationToken cancellationToken
    )
    {
        Taken++;
        return Task.FromResult(
            Grants.TryDequeue(out var grant) ? grant : new RateGrant(IsGranted: true, TimeSpan.Zero)
        );
    }

    public Task<bool> IsParkedAsync(string scope, CancellationToken cancellationToken) =>
        Task.FromResult(Parked.TryDequeue(out var isParked) && isParked);

    public Task ParkAsync(string scope, TimeSpan time, CancellationToken cancellationToken)
    {
        Parks.Add(time);
        ParkedScopes.Add(scope);
        return Task.CompletedTask;
    }
}
