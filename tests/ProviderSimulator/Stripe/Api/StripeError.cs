using System.Text.Json.Nodes;
using Nexus.ProviderSimulator.Http;

namespace Nexus.ProviderSimulator.Stripe.Api;

/// <summary>A refusal, with the status and the body that Stripe gives it.</summary>
internal sealed class StripeError(int status, string type, string message, string? code = null, string? param = null)
    : Exception(message)
{
    public static StripeError Invalid(string message, string? param = null, string? code = null) =>
        new(400, "invalid_request_error", message, code, param);

    public static StripeError Missing(string kind, string id, string param = "id", int status = 404) =>
        new(status, "invalid_request_error", $"No such {kind}: '{id}'", "resource_missing", param);

    public static StripeError Unauthorized(string message, string? code = null) =>
        new(401, "invalid_request_error", message, code);

    public static StripeError Forbidden(string message, string? code = null) =>
        new(403, "invalid_request_error", message, code);

    public static StripeError UnknownUrl(string method, string path) =>
        new(
            404,
            "invalid_request_error",
            $"Unrecognized request URL ({method}: {path}). Please see https://stripe.com/docs or we can help at https://support.stripe.com/."
        );

    public SimulatedAnswer ToAnswer() => new() { Status = status, Json = Body(type, Message, code, param) };

    public static JsonObject Body(string type, string message, string? code, string? param)
    {
        var error = new JsonObject { ["message"] = message, ["type"] = type };
        if (code is not null)
        {
            error["code"] = code;
            error["doc_url"] = $"https://stripe.com/docs/error-codes/{code.Replace('_', '-')}";
        }
        if (param is not null)
            error["param"] = param;
        return new() { ["error"] = error };
    }
}
