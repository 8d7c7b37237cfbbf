namespace Nexus.Host.Api.Problems;

/// <summary>The problems that the host finds itself, before or around any use case.</summary>
internal static class KnownProblems
{
    public static Problem Unauthenticated { get; } =
        new(
            StatusCodes.Status401Unauthorized,
            "unauthenticated",
            "A valid API key is needed",
            "Send an API key that is in use as 'Authorization: Bearer <key>'."
        );

    public static Problem ApiKeyExpired { get; } =
        new(
            StatusCodes.Status401Unauthorized,
            "api_key_expired",
            "The API key has ended",
            "Create a new key; this one's time is over."
        );

    public static Problem NotFound { get; } =
        new(StatusCodes.Status404NotFound, "not_found", "Not found", "There is nothing at this address.");

    public static Problem MethodNotAllowed { get; } =
        new(
            StatusCodes.Status405MethodNotAllowed,
            "method_not_allowed",
            "Method not allowed",
            "This address does not answer this method; the header Allow names those that it does."
        );

    public static Problem NotAcceptable { get; } =
        new(
            StatusCodes.Status406NotAcceptable,
            "not_acceptable",
            "Not acceptable",
            "The answer does not come in a media type that the header Accept names."
        );

    public static Problem UnsupportedMediaType { get; } =
        new(
            StatusCodes.Status415UnsupportedMediaType,
            "unsupported_media_type",
            "Unsupported media type",
            "Send the body in the media type that the API's description names, and say so in the header Content-Type."
        );

    public static Problem RequestTooLarge { get; } =
        new(
            StatusCodes.Status413PayloadTooLarge,
            "request_too_large",
            "Request too large",
            "The body is larger than this address takes."
        );

    public static Problem RequestTimeout { get; } =
        new(
            StatusCodes.Status408RequestTimeout,
            "request_timeout",
            "The request came too slowly",
            "Send the request again over a faster connection."
        );

    public static Problem Conflict { get; } =
        new(
            StatusCodes.Status409Conflict,
            "conflict",
            "Conflict",
            "Someone else changed the same thing at the same time. Read it again, and repeat the request if it still applies."
        );

    public static Problem DatabaseUnavailable { get; } =
        new(
            StatusCodes.Status503ServiceUnavailable,
            "database_unavailable",
            "The database cannot be reached",
            "Nothing was changed that has not been confirmed. Try again shortly."
        )
        {
            RetryAfter = TimeSpan.FromSeconds(5),
        };

    public static Problem ShuttingDown { get; } =
        new(
            StatusCodes.Status503ServiceUnavailable,
            "shutting_down",
            "This node is shutting down",
            "Try again shortly; another node, or this one after its restart, will answer."
        )
        {
            RetryAfter = TimeSpan.FromSeconds(5),
        };

    public static Problem Internal { get; } =
        new(
            StatusCodes.Status500InternalServerError,
            "internal_error",
            "Something went wrong in Nexus",
            "The fault has been logged. If it stays, tell the operator the trace id."
        );

    public static Problem InsufficientScope(string scope) =>
        new(
            StatusCodes.Status403Forbidden,
            "insufficient_scope",
            "The API key may not do this",
            $"This needs a key with the scope '{scope}'."
        )
        {
            Details = new Dictionary<string, object?> { ["scope"] = scope },
        };

    public static Problem Malformed(string detail) =>
        new(StatusCodes.Status400BadRequest, "malformed_request", "The request cannot be read", detail);

    public static Problem RateLimited(TimeSpan wait) =>
        new(
            StatusCodes.Status429TooManyRequests,
            "rate_limited",
            "Too many requests",
            "The header Retry-After says in how many seconds to try again."
        )
        {
            RetryAfter = wait,
        };

    /// <summary>The problem for a status that was set without a body.</summary>
    public static Problem ForStatus(int status) =>
        status switch
        {
            StatusCodes.Status401Unauthorized => Unauthenticated,
            StatusCodes.Status404NotFound => NotFound,
            StatusCodes.Status405MethodNotAllowed => MethodNotAllowed,
            StatusCodes.Status406NotAcceptable => NotAcceptable,
            StatusCodes.Status408RequestTimeout => RequestTimeout,
            StatusCodes.Status413PayloadTooLarge => RequestTooLarge,
            StatusCodes.Status415UnsupportedMediaType => UnsupportedMediaType,
            >= StatusCodes.Status500InternalServerError => Internal with { Status = status },
            _ => Malformed("The request is not one that this address understands.") with { Status = status },
        };
}
