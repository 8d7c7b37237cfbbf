using System.Net;
using Microsoft.Extensions.Logging;
using Nexus.Application.Integrations;
using Nexus.Application.Pipeline;
using Nexus.Infrastructure.Integrations.Shared;
using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace Nexus.Infrastructure.Http;

/// <summary>Tries again what may succeed the next time, and says in plain words what did not.</summary>
/// <remarks>
/// Only calls that may safely be made twice are repeated: GET, HEAD, and what <see cref="ProviderRequests.Repeatable"/>
/// marks. After 408, 5xx and failures of the network, up to three times, about 1, 2 and 4 seconds apart; after 429, up to
/// twice, 1 to 2 seconds apart. A time that the provider names is kept if it is short, and ends the call if it is not.
/// </remarks>
internal sealed class RetryHandler : DelegatingHandler
{
    private const int MostRetries = 3;
    private const int MostRetriesOfRefused = 2;
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan PauseUnlessTold = TimeSpan.FromSeconds(60);

    private readonly ProviderCalls _calls;
    private readonly TimeProvider _clock;
    private readonly ILogger _log;
    private readonly ResiliencePipeline<HttpResponseMessage> _retry;

    public RetryHandler(ProviderCalls calls, TimeProvider clock, ILogger log)
    {
        _calls = calls;
        _clock = clock;
        _log = log;
        _retry = new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = clock }
            .AddRetry(
                new RetryStrategyOptions<HttpResponseMessage>
                {
                    MaxRetryAttempts = MostRetries,
                    ShouldHandle = failed => new(IsWorthRetrying(failed.Outcome, failed.AttemptNumber)),
                    DelayGenerator = failed => new(Pause(failed.Outcome.Result, failed.AttemptNumber)),
                    OnRetry = failed =>
                    {
                        Note(failed);
                        return default;
                    },
                }
            )
            .Build();
    }

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        try
        {
            if (!IsRepeatable(request))
                return Accept(await base.SendAsync(request, cancellationToken));
            if (request.Content is not null)
                await request.Content.LoadIntoBufferAsync(cancellationToken);
            return Accept(
                await _retry.ExecuteAsync(async token => await base.SendAsync(request, token), cancellationToken)
            );
        }
        catch (TimeoutRejectedException failure)
        {
            throw new IntegrationException(
                IntegrationFault.Unavailable,
                $"The provider did not answer completely within {_calls.AttemptTimeout.TotalSeconds:0} seconds. "
                    + "Nexus tries again later.",
                inner: failure
            );
        }
        catch (Exception failure) when (BreakerHandler.IsOutage(failure))
        {
            throw new IntegrationException(
                IntegrationFault.Unavailable,
                "The provider could not be reached, or broke off in the middle of its answer.",
                inner: failure
            );
        }
    }

    private static bool IsRepeatable(HttpRequestMessage request) =>
        request.Method == HttpMethod.Get
        || request.Method == HttpMethod.Head
        || (request.Options.TryGetValue(ProviderRequests.Repeatable, out var isMarked) && isMarked);

    private bool IsWorthRetrying(Outcome<HttpResponseMessage> outcome, int retries)
    {
        if (outcome.Exception is { } failure)
            return BreakerHandler.IsOutage(failure);
        var response = outcome.Result!;
        var isRefused = response.StatusCode == HttpStatusCode.TooManyRequests;
        if (RetryAfter.Of(response, _calls, _clock) > LongestPause || (isRefused && retries >= MostRetriesOfRefused))
            return false;
        return _calls.ShouldRetry?.Invoke(response)
            ?? (
                isRefused
                || response.StatusCode is HttpStatusCode.RequestTimeout or >= HttpStatusCode.InternalServerError
            );
    }

    /// <remarks>Never shorter than what the provider asked for: the jitter comes on top of it.</remarks>
    private TimeSpan? Pause(HttpResponseMessage? response, int retries)
    {
        var jitter = Random.Shared.NextDouble();
        if (response is not null && RetryAfter.Of(response, _calls, _clock) is { } told)
            return told + TimeSpan.FromSeconds(jitter / 2);
        return response?.StatusCode == HttpStatusCode.TooManyRequests
            ? TimeSpan.FromSeconds(1 + jitter)
            : TimeSpan.FromSeconds((1 << retries) * (0.75 + (jitter / 2)));
    }

    /// <summary>Counts a failed attempt, and frees what it holds before the next.</summary>
    private void Note(OnRetryArguments<HttpResponseMessage> retry)
    {
        var status = (int?)retry.Outcome.Result?.StatusCode;
        NexusTelemetry.ProviderRetries.Add(
            1,
            new("provider", _calls.Provider),
            new("status", status is null ? "none" : status)
        );
        _log.LogInformation(
            "A call to {Provider} failed with {Status}: retry {Retry} in {Pause}",
            _calls.Provider,
            status,
            retry.AttemptNumber + 1,
            retry.RetryDelay
        );
        retry.Outcome.Result?.Dispose();
    }

    private HttpResponseMessage Accept(HttpResponseMessage response)
    {
        var pause = RetryAfter.Of(response, _calls, _clock);
        if (response.StatusCode == HttpStatusCode.TooManyRequests && !_calls.ReadsRefusals)
        {
            response.Dispose();
            throw new IntegrationException(
                IntegrationFault.RateLimited,
                "The provider asked Nexus to make fewer calls. Nexus goes on by itself when the provider allows it.",
                _clock.GetUtcNow() + (pause ?? _calls.PauseUnlessTold?.Invoke(_clock.GetUtcNow()) ?? PauseUnlessTold)
            );
        }
        if (response.StatusCode == HttpStatusCode.ServiceUnavailable && pause > LongestPause)
        {
            response.Dispose();
            throw new IntegrationException(
                IntegrationFault.Unavailable,
                "The provider is out of service and named a time when it will be back. Nexus tries again then.",
                _clock.GetUtcNow() + pause
            );
        }
        return response;
    }
}
