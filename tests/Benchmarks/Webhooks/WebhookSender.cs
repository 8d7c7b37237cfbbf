using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Nexus.Benchmarks.Running;
using Nexus.ProviderSimulator.Stripe.Webhooks;

namespace Nexus.Benchmarks.Webhooks;

/// <param name="Id">Of the event; each delivery puts another in its place.</param>
/// <param name="Body">As it would be sent.</param>
internal sealed record EventTemplate(string Id, string Body);

/// <param name="Acknowledged">Ids that were answered with 2xx.</param>
/// <param name="Refused">Attempts that were not.</param>
/// <param name="Times">From when a delivery should have been sent to its answer, of first attempts that were acknowledged.</param>
internal sealed record Sent(IReadOnlyCollection<string> Acknowledged, int Refused, Samples Times)
{
    public override string ToString() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Acknowledged.Count} acknowledged, {Refused} refused; p50 {Times.Median:0.0} ms, p99 {Times.Percentile(99):0.0} ms"
        );
}

/// <summary>Sends deliveries at a steady rate, whether or not earlier ones were answered, and repeats what was refused.</summary>
internal sealed class WebhookSender(Uri address, string secret, IReadOnlyList<EventTemplate> templates) : IDisposable
{
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(10);

    /// <summary>Stripe waits for minutes; what counts is that it asks again.</summary>
    private static readonly TimeSpan SentAgain = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    private readonly HttpClient _http = new(
        new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(5) }
    )
    {
        Timeout = Timeout,
    };

    public void Dispose() => _http.Dispose();

    /// <param name="series">Distinguishes the ids of this series.</param>
    public async Task<Sent> SendAsync(string series, int perSecond, int seconds, CancellationToken cancellationToken)
    {
        var acknowledged = new ConcurrentQueue<string>();
        var times = new ConcurrentQueue<TimeSpan>();
        var refused = 0;
        var sending = new List<Task>();
        var began = TimeProvider.System.GetTimestamp();
        using var timer = new PeriodicTimer(Beat, TimeProvider.System);
        while (sending.Count < perSecond * seconds && await timer.WaitForNextTickAsync(cancellationToken))
        {
            var due = (int)(TimeProvider.System.GetElapsedTime(began).TotalSeconds * perSecond);
            for (var number = sending.Count; number < Math.Min(due, perSecond * seconds); number++)
                sending.Add(DeliverAsync(number));
        }
        await Task.WhenAll(sending);
        var samples = new Samples();
        foreach (var time in times)
            samples.Add(time);
        return new(acknowledged, refused, samples);

        async Task DeliverAsync(int number)
        {
            var template = templates[number % templates.Count];
            var id = string.Create(CultureInfo.InvariantCulture, $"evt_{series}{number:000000}");
            var body = template.Body.Replace(template.Id, id, StringComparison.Ordinal);
            for (var attempt = 1; ; attempt++)
            {
                if (await TryAsync(body, cancellationToken))
                {
                    acknowledged.Enqueue(id);
                    if (attempt == 1)
                        times.Enqueue(
                            TimeProvider.System.GetElapsedTime(began) - TimeSpan.FromSeconds((double)number / perSecond)
                        );
                    return;
                }
                Interlocked.Increment(ref refused);
                await Task.Delay(SentAgain, TimeProvider.System, cancellationToken);
            }
        }
    }

    private async Task<bool> TryAsync(string body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address);
        request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        var signature = WebhookSignature.Header(body, TimeProvider.System.GetUtcNow(), [secret]);
        request.Headers.TryAddWithoutValidation("Stripe-Signature", signature);
        try
        {
            using var response = await _http.SendAsync(request, cancellationToken);
            return response.IsSuccessStatusCode;
        }
        catch (Exception e)
            when (e is HttpRequestException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}
