using System.Collections.Concurrent;
using System.Text;
using Nexus.ProviderSimulator.Stripe.Api;
using Nexus.ProviderSimulator.Stripe.Objects;

namespace Nexus.ProviderSimulator.Stripe.Webhooks;

/// <summary>An account's endpoints, what waits to be sent to them, and what was sent.</summary>
/// <remarks>What an endpoint does not accept waits for the next delivery, as Stripe tries again for three days.</remarks>
public sealed class AccountWebhooks : IAsyncDisposable
{
    private readonly StripeAccount _account;
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _work = new(0);
    private readonly Lock _gate = new();
    private readonly List<WebhookEndpoint> _endpoints = [];
    private readonly ConcurrentQueue<WebhookAttempt> _attempts = new();
    private List<(StripeEvent Event, WebhookEndpoint Endpoint)> _waiting = [];
    private Task? _sending;

    internal AccountWebhooks(StripeAccount account) => _account = account;

    public IReadOnlyList<WebhookEndpoint> Endpoints
    {
        get
        {
            lock (_gate)
                return [.. _endpoints];
        }
    }

    /// <summary>Every attempt so far.</summary>
    public IReadOnlyList<WebhookAttempt> Attempts => [.. _attempts];

    /// <summary>How many are still to be sent.</summary>
    public int Waiting
    {
        get
        {
            lock (_gate)
                return _waiting.Count;
        }
    }

    /// <param name="enabledEvents">All where there are none.</param>
    /// <param name="secret">Begins with <c>whsec_</c>; made up where it is null.</param>
    public WebhookEndpoint Register(
        Uri url,
        IReadOnlyList<string>? enabledEvents = null,
        ApiVersion? version = null,
        string? secret = null
    )
    {
        var (id, made) = _account.Locked(() => (_account.NewId("we"), _account.NewId("whsec")));
        var types = enabledEvents is { Count: > 0 } some ? some : ["*"];
        var endpoint = new WebhookEndpoint(id, url, types, version, secret ?? made);
        lock (_gate)
            _endpoints.Add(endpoint);
        if (_account.Simulation.Options.SendWebhooks)
            _sending ??= Task.Run(SendAsTheyComeAsync, _stop.Token);
        return endpoint;
    }

    public void Remove(WebhookEndpoint endpoint)
    {
        lock (_gate)
        {
            _endpoints.Remove(endpoint);
            _waiting.RemoveAll(one => one.Endpoint == endpoint);
        }
    }

    /// <summary>Sends what waits; what fails, and what is delayed, waits on.</summary>
    /// <returns>The attempts in the order in which they were begun.</returns>
    public async Task<IReadOnlyList<WebhookAttempt>> DeliverAsync(
        WebhookDelivery? delivery = null,
        CancellationToken cancellationToken = default
    )
    {
        var how = delivery ?? new();
        var due = Take(how);
        var made = new WebhookAttempt[due.Count];
        var options = new ParallelOptions
        {
            MaxDegreeOfParallelism = how.Parallel,
            CancellationToken = cancellationToken,
        };
        await Parallel.ForEachAsync(
            Enumerable.Range(0, due.Count),
            options,
            async (index, token) => made[index] = await SendAsync(due[index].Event, due[index].Endpoint, how, token)
        );
        var refused = made.Where(attempt => !attempt.Succeeded).Select(attempt => (attempt.Event, attempt.Endpoint));
        lock (_gate)
            _waiting.AddRange(refused.Distinct());
        return made;
    }

    /// <summary>Queues an event once more for every endpoint that wants it, as the Dashboard's button does.</summary>
    public void Resend(StripeEvent happened) => Queue(happened);

    /// <summary>What an endpoint would get for an event, signed as of now or another time.</summary>
    public SignedWebhook Sign(StripeEvent happened, WebhookEndpoint endpoint, DateTimeOffset? at = null)
    {
        var body = _account.Locked(() => Render(happened, endpoint).ToJsonString());
        var time = at ?? _account.Simulation.Clock.GetUtcNow();
        return new(body, WebhookSignature.Header(body, time, endpoint.Secrets));
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        if (_sending is not null)
            await _sending;
        _work.Dispose();
        _stop.Dispose();
    }

    internal void Queue(StripeEvent happened)
    {
        lock (_gate)
            _waiting.AddRange(_endpoints.Where(one => one.Wants(happened.Type)).Select(one => (happened, one)));
        if (_sending is not null)
            _work.Release();
    }

    private List<(StripeEvent Event, WebhookEndpoint Endpoint)> Take(WebhookDelivery how)
    {
        var random = new Random(how.ShuffleSeed ?? 0);
        List<(StripeEvent, WebhookEndpoint)> due = [];
        List<(StripeEvent, WebhookEndpoint)> later = [];
        lock (_gate)
        {
            foreach (var one in _waiting)
            {
                var copies = Enumerable.Repeat(one, random.Next(1, how.MaxCopies + 1));
                (random.Next(100) < how.DelayedPercent ? later : due).AddRange(copies);
            }
            _waiting = later;
        }
        if (how.ShuffleSeed is null)
            return due;
        var shuffled = due.ToArray();
        random.Shuffle(shuffled);
        return [.. shuffled];
    }

    private async Task<WebhookAttempt> SendAsync(
        StripeEvent happened,
        WebhookEndpoint endpoint,
        WebhookDelivery how,
        CancellationToken cancellationToken
    )
    {
        var signed = Sign(happened, endpoint, how.SignedAt);
        using var request = new HttpRequestMessage(HttpMethod.Post, endpoint.Url);
        request.Content = new StringContent(signed.Body, Encoding.UTF8, "application/json");
        request.Headers.TryAddWithoutValidation("Stripe-Signature", signed.SignatureHeader);
        request.Headers.TryAddWithoutValidation("User-Agent", "Stripe/1.0 (+https://stripe.com/docs/webhooks)");
        int? status = null;
        try
        {
            using var response = await _account.Simulation.CreateClient().SendAsync(request, cancellationToken);
            status = (int)response.StatusCode;
        }
        catch (HttpRequestException)
        {
            // The endpoint is away; the event waits for it.
        }
        var attempt = new WebhookAttempt(happened, endpoint, status);
        _attempts.Enqueue(attempt);
        return attempt;
    }

    private System.Text.Json.Nodes.JsonObject Render(StripeEvent happened, WebhookEndpoint endpoint)
    {
        var rendering = _account.Rendering();
        if (endpoint.IsThin)
            return happened.RenderThin(rendering);
        if (endpoint.Version is not { } version || version == happened.Version)
            return happened.Render(rendering);
        var snapshot = happened.Subject.Render(_account.Rendering(version));
        Expansion.Prune(snapshot);
        return happened.Render(rendering, version, snapshot);
    }

    private async Task SendAsTheyComeAsync()
    {
        try
        {
            while (true)
            {
                // What was refused is tried again after a second, also where nothing new has come.
                await _work.WaitAsync(TimeSpan.FromSeconds(1), _stop.Token);
                if (Waiting > 0)
                    await DeliverAsync(cancellationToken: _stop.Token);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Stopped with the simulator.
        }
    }
}
