using System.Collections.Concurrent;
using System.Net;
using Microsoft.Extensions.Logging;
using Nexus.Infrastructure.Integrations.Shared;

namespace Nexus.Infrastructure.Http;

/// <summary>Hands out clients whose calls pass all the limits; keeps what they share on this node.</summary>
/// <param name="addresses">Where the operator sends providers' calls.</param>
/// <param name="budgets">Rate budgets of all nodes.</param>
/// <param name="resolve">Finds the addresses of a host; the system does where it is null.</param>
internal sealed class ProviderHttp(
    ProviderAddresses addresses,
    IRateBudgets budgets,
    TimeProvider clock,
    ILogger<ProviderHttp> log,
    Func<string, CancellationToken, Task<IPAddress[]>>? resolve = null
) : IProviderHttp, IDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<SocketsHttpHandler>> _pools = new(StringComparer.Ordinal);
    private readonly ScopeMemory<SemaphoreSlim> _slots = new(clock);
    private readonly ScopeMemory<Breaker> _breakers = new(clock);

    public HttpClient Open(ProviderCalls calls)
    {
        var configured = addresses.Of(calls.Provider);
        var address = ProviderAddresses.AsFolder(configured ?? calls.Address);
        var slots = _slots.Get(
            RateScope.Of(calls.Provider, calls.QuotaScope),
            () => new SemaphoreSlim(calls.Limit.Concurrency)
        );
        var breaker = _breakers.Get(
            RateScope.Of(calls.Provider, calls.CredentialScope),
            () => new Breaker(calls.Provider, clock, log)
        );

        var chain = new OriginHandler(address, isConfigured: configured is not null)
        {
            InnerHandler = new RetryHandler(calls, clock, log)
            {
                InnerHandler = new SlotHandler(calls.Provider, slots, clock)
                {
                    InnerHandler = new BreakerHandler(breaker, calls.IsAnswer)
                    {
                        InnerHandler = new BudgetHandler(calls, budgets, clock)
                        {
                            InnerHandler = new AttemptHandler(calls, clock) { InnerHandler = Pool(calls.Provider) },
                        },
                    },
                },
            },
        };
        // Retries and waits have their own bounds; a timeout around all of them would cut them off.
        return new HttpClient(chain, disposeHandler: false)
        {
            BaseAddress = address,
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    public void Dispose()
    {
        foreach (var pool in _pools.Values.Where(pool => pool.IsValueCreated))
            pool.Value.Dispose();
    }

    private SocketsHttpHandler Pool(string provider) =>
        _pools
            .GetOrAdd(
                provider,
                key => new Lazy<SocketsHttpHandler>(() =>
                    ProviderSockets.Create(new Dialler(key, addresses.Of(key), resolve ?? Dns.GetHostAddressesAsync))
                )
            )
            .Value;
}
