using Nexus.ProviderSimulator.Http;
using Nexus.ProviderSimulator.Stripe.Keys;

namespace Nexus.ProviderSimulator.Stripe.Api;

/// <summary>The one resource that can be written over HTTP: an account's webhook endpoints.</summary>
internal static class WebhookEndpointsApi
{
    /// <exception cref="StripeError">The request is refused.</exception>
    public static SimulatedAnswer Answer(StripeKey key, SimulatedRequest request, string[] path, ApiVersion version)
    {
        var webhooks = key.Account.Webhooks;
        var rendering = key.Account.Rendering(version);
        StripeApi.Demand(key, request.Method == "GET" ? StripePermissions.WebhookRead : StripePermissions.WebhookWrite);
        switch (request.Method, path)
        {
            case ("GET", [_, _]):
                var all = webhooks.Endpoints.Select(one => one.Render(rendering));
                return new() { Json = Json.List(all, hasMore: false, "/v1/webhook_endpoints") };
            case ("POST", [_, _]):
                var form = Parameters.Parse(request.Body);
                if (!Uri.TryCreate(form["url"], UriKind.Absolute, out var url))
                    throw StripeError.Invalid(
                        "Invalid URL: An explicit scheme (such as https) must be provided.",
                        "url"
                    );
                var made = webhooks.Register(url, [.. form.Values("enabled_events[]")], VersionOf(form));
                var body = made.Render(rendering);
                // Told once, when it is made.
                body["secret"] = made.Secrets[0];
                return new() { Json = body };
            case ("GET", [_, _, var id]):
                return new() { Json = Find(key, id).Render(rendering) };
            case ("DELETE", [_, _, var id]):
                var gone = Find(key, id);
                webhooks.Remove(gone);
                return new()
                {
                    Json = new System.Text.Json.Nodes.JsonObject
                    {
                        ["id"] = gone.Id,
                        ["object"] = "webhook_endpoint",
                        ["deleted"] = true,
                    },
                };
            default:
                throw StripeError.UnknownUrl(request.Method, request.Path);
        }
    }

    private static Webhooks.WebhookEndpoint Find(StripeKey key, string id) =>
        key.Account.Webhooks.Endpoints.FirstOrDefault(one => one.Id == id)
        ?? throw StripeError.Missing("webhook endpoint", id);

    private static ApiVersion? VersionOf(Parameters form) =>
        form["api_version"] is { } text
            ? ApiVersion.TryParse(text)
                ?? throw StripeError.Invalid($"Invalid Stripe API version: {text}", "api_version")
            : null;
}
