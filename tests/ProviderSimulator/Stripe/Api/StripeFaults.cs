using System.Globalization;
using System.Text.Json.Nodes;
using Nexus.ProviderSimulator.Faults;
using Nexus.ProviderSimulator.Http;
using Nexus.ProviderSimulator.Stripe.Keys;

namespace Nexus.ProviderSimulator.Stripe.Api;

/// <summary>Faults with the bodies and headers that Stripe gives them.</summary>
public static class StripeFaults
{
    private const string TooMany =
        "Request rate limit exceeded. Learn more about rate limits here https://stripe.com/docs/rate-limits.";

    /// <summary>Status 429 with the reason in its header, and no Retry-After unless one is given.</summary>
    /// <param name="reason">global-rate, global-concurrency, endpoint-rate, endpoint-concurrency or resource-specific.</param>
    /// <param name="asInvalidRequest">The body's type is <c>invalid_request_error</c>, as seen in the wild, or <c>rate_limit_error</c>.</param>
    public static Fault RateLimited(
        string reason = "endpoint-rate",
        bool asInvalidRequest = true,
        int? retryAfter = null
    ) => new("rate-limited", (_, _) => RateLimitAnswer(reason, asInvalidRequest, retryAfter));

    /// <summary>Status 429 because another call holds the object: no reason, no request id.</summary>
    public static Fault LockTimeout() =>
        new(
            "lock-timeout",
            (_, _) =>
                new()
                {
                    Status = 429,
                    Json = StripeError.Body(
                        "invalid_request_error",
                        "This object cannot be accessed right now because another API request or Stripe process is currently accessing it.",
                        "lock_timeout",
                        null
                    ),
                }
        );

    /// <summary>An error of Stripe's own: 500, 502 or 503.</summary>
    public static Fault ServerError(int status = 500, bool? shouldRetry = null) =>
        new(
            $"status-{status.ToString(CultureInfo.InvariantCulture)}",
            (_, _) =>
            {
                var answer = new SimulatedAnswer
                {
                    Status = status,
                    Json = StripeError.Body(
                        "api_error",
                        "An error occurred while processing your request.",
                        null,
                        null
                    ),
                };
                return shouldRetry is { } retry ? answer.With("Stripe-Should-Retry", retry ? "true" : "false") : answer;
            }
        );

    /// <summary>Status 200 around the body of an error.</summary>
    public static Fault ErrorInOk() =>
        Fault.ErrorInOk(StripeError.Body("api_error", "An error occurred while processing your request.", null, null));

    /// <summary>No rows, and yet <c>has_more</c>.</summary>
    public static Fault EmptyPageWithMore() =>
        Page(
            "empty-with-more",
            page =>
            {
                page["data"] = new JsonArray();
                page["has_more"] = true;
            }
        );

    /// <summary>No rows and no more, although there are some.</summary>
    public static Fault EmptyPage() =>
        Page(
            "empty-page",
            page =>
            {
                page["data"] = new JsonArray();
                page["has_more"] = false;
            }
        );

    /// <summary>The first page once more, whatever cursor was sent, and always with <c>has_more</c>.</summary>
    public static Fault CursorLoop() =>
        new(
            "cursor-loop",
            (request, provider) =>
            {
                var answer = provider(
                    request with
                    {
                        Query = request.Query.Without("starting_after", "ending_before"),
                    }
                );
                if (answer.Json is JsonObject page && page.ContainsKey("has_more"))
                    page["has_more"] = true;
                return answer;
            }
        );

    /// <summary>Each row of the page twice.</summary>
    public static Fault DuplicatedRows() =>
        Page(
            "duplicated-rows",
            page => Rearrange(page, rows => rows.SelectMany(row => new[] { row, row.DeepClone() }))
        );

    /// <summary>The rows of the page in another order: the last is no longer the oldest.</summary>
    public static Fault ShuffledRows(int seed = 1) =>
        Page(
            "shuffled-rows",
            page =>
                Rearrange(
                    page,
                    rows =>
                    {
                        var shuffled = rows.ToArray();
                        new Random(seed).Shuffle(shuffled);
                        return shuffled;
                    }
                )
        );

    /// <summary>From this call on the key is expired.</summary>
    public static Fault KeyExpires(StripeKey key) => Fault.Before("key-expires", key.Expire);

    /// <summary>From this call on the key lacks a permission, as in <c>rak_charge_read</c>.</summary>
    public static Fault PermissionRemoved(StripeKey key, string permission) =>
        Fault.Before("permission-removed", () => key.Deny(permission));

    internal static SimulatedAnswer RateLimitAnswer(string reason, bool asInvalidRequest, int? retryAfter)
    {
        var answer = new SimulatedAnswer
        {
            Status = 429,
            Json = StripeError.Body(
                asInvalidRequest ? "invalid_request_error" : "rate_limit_error",
                TooMany,
                "rate_limit",
                null
            ),
        }.With("Stripe-Rate-Limited-Reason", reason);
        return retryAfter is { } seconds
            ? answer.With("Retry-After", seconds.ToString(CultureInfo.InvariantCulture))
            : answer;
    }

    private static Fault Page(string name, Action<JsonObject> edit) =>
        Fault.Edit(
            name,
            body =>
            {
                if (body is JsonObject page && page["data"] is JsonArray)
                    edit(page);
            }
        );

    private static void Rearrange(JsonObject page, Func<IEnumerable<JsonNode>, IEnumerable<JsonNode>> change)
    {
        var rows = page["data"]!.AsArray().Select(row => row!).ToList();
        page["data"] = null;
        page["data"] = new JsonArray([.. change(rows).Select(row => row.DeepClone())]);
    }
}
