using System.Globalization;
using Microsoft.Extensions.Options;
using Nexus.Host.Api.Problems;
using Nexus.Host.Identity;
using Nexus.Host.Pages.Errors;

namespace Nexus.Host.Api.RateLimits;

/// <summary>
/// Counts calls by key, or by address where no valid key came with them, and says on each answer what is left. Deliveries of
/// providers are counted by the connection that they are for and the address that they come from.
/// </summary>
/// <remarks>Stands behind authentication: whoever has a key is never held up by those who guess from the same address.</remarks>
internal sealed class RateLimitMiddleware : IDisposable
{
    private readonly RequestDelegate _next;
    private readonly TimeProvider _clock;
    private readonly CallerWindows _keys;
    private readonly CallerWindows _addresses;
    private readonly CallerWindows _senders;

    public RateLimitMiddleware(RequestDelegate next, IOptions<RateLimitOptions> options, TimeProvider clock)
    {
        _next = next;
        _clock = clock;
        _keys = new CallerWindows(options.Value.PerKey, options.Value.MaxCallers, clock);
        _addresses = new CallerWindows(options.Value.PerAddress, options.Value.MaxCallers, clock);
        _senders = new CallerWindows(options.Value.PerSender, options.Value.MaxCallers, clock);
    }

    public Task InvokeAsync(HttpContext context)
    {
        if (ApiPaths.AreShared(context.Request.Path))
            return _addresses.Take(CallerAddress.Of(context)).Passes
                ? _next(context)
                : PageErrors.ShowAsync(context, PageErrors.TooMany, StatusCodes.Status429TooManyRequests);
        if (ApiPaths.AreDeliveries(context.Request.Path))
            return _senders.Take(Sender(context)).Passes
                ? _next(context)
                : KnownProblems.RateLimited(CallerWindows.Window).WriteAsync(context);
        if (!ApiPaths.AreLimited(context.Request.Path) && !ApiPaths.AreConsents(context.Request.Path))
            return _next(context);
        var verdict = context.User.KeyId() is { } key ? _keys.Take(key) : _addresses.Take(CallerAddress.Of(context));
        Announce(context, verdict);
        return verdict.Passes ? _next(context) : KnownProblems.RateLimited(CallerWindows.Window).WriteAsync(context);
    }

    public void Dispose()
    {
        _keys.Dispose();
        _addresses.Dispose();
        _senders.Dispose();
    }

    /// <summary>Where a delivery comes from and goes to; whatever is no address of a connection counts as one.</summary>
    private static string Sender(HttpContext context) =>
        Guid.TryParse(context.GetRouteValue("connection") as string, out var connection)
            ? $"{CallerAddress.Of(context)} {connection}"
            : CallerAddress.Of(context);

    /// <remarks>When the answer starts, since an error on the way to it clears what was set before.</remarks>
    private void Announce(HttpContext context, RateVerdict verdict)
    {
        var reset = _clock.GetUtcNow().Add(CallerWindows.Window).ToUnixTimeSeconds();
        context.Response.OnStarting(() =>
        {
            var headers = context.Response.Headers;
            headers["X-RateLimit-Limit"] = verdict.Limit.ToString(CultureInfo.InvariantCulture);
            headers["X-RateLimit-Remaining"] = verdict.Remaining.ToString(CultureInfo.InvariantCulture);
            headers["X-RateLimit-Reset"] = reset.ToString(CultureInfo.InvariantCulture);
            return Task.CompletedTask;
        });
    }
}
