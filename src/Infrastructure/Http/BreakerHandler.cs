using System.Net;
using Polly.Timeout;

namespace Nexus.Infrastructure.Http;

/// <summary>Lets no call through while the credential's breaker is open, and tells the breaker what became of each call.</summary>
internal sealed class BreakerHandler(Breaker breaker, Func<HttpResponseMessage, bool>? isAnswer = null)
    : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        var pass = breaker.Enter();
        var outcome = CallOutcome.Neutral;
        try
        {
            var response = await base.SendAsync(request, cancellationToken);
            outcome = Judge(response.StatusCode);
            if (outcome == CallOutcome.Failed && isAnswer?.Invoke(response) == true)
                outcome = CallOutcome.Answered;
            return response;
        }
        catch (Exception failure) when (IsOutage(failure))
        {
            outcome = CallOutcome.Failed;
            throw;
        }
        finally
        {
            breaker.Leave(pass, outcome);
        }
    }

    /// <summary>Whether the provider was not reached, or did not answer to the end.</summary>
    public static bool IsOutage(Exception failure) =>
        failure is HttpRequestException or IOException or InvalidDataException or TimeoutRejectedException;

    private static CallOutcome Judge(HttpStatusCode status) =>
        status switch
        {
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.TooManyRequests =>
                CallOutcome.Neutral,
            HttpStatusCode.RequestTimeout or >= HttpStatusCode.InternalServerError => CallOutcome.Failed,
            _ => CallOutcome.Answered,
        };
}
