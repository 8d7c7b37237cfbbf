using System.Text.Json.Nodes;
using Nexus.ProviderSimulator.Http;

namespace Nexus.ProviderSimulator.Google;

/// <summary>Google: its consent and tokens, Analytics 4 and Sheets, all at one address.</summary>
/// <remarks>
/// Consent is given at once, by <see cref="GoogleConsent.User"/>. Paths are those of the real hosts, besides <c>/authorize</c>,
/// <c>/token</c> and <c>/revoke</c>.
/// </remarks>
public sealed class GoogleSimulation(TimeProvider clock) : ISimulatedProvider, IDemonstrated, IConfigured
{
    private readonly Lock _gate = new();

    public string Name => "google";

    public GoogleConsent Consent { get; } = new(clock);

    /// <summary>By id, such as <c>1001</c>.</summary>
    public Dictionary<string, AnalyticsProperty> Properties { get; } = new(StringComparer.Ordinal);

    /// <summary>By id.</summary>
    public Dictionary<string, SimulatedSpreadsheet> Spreadsheets { get; } = new(StringComparer.Ordinal);

    public IReadOnlyList<JsonObject> Demonstrate()
    {
        lock (_gate)
            return GoogleScenario.Demonstrate(this, clock.GetUtcNow());
    }

    public IReadOnlyDictionary<string, string> Configuration(Uri address)
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["OAuth:google:ClientId"] = GoogleConsent.ClientId,
            ["OAuth:google:ClientSecret"] = GoogleConsent.ClientSecret,
        };
        foreach (var provider in new[] { "google-analytics", "google-sheets" })
        {
            settings[$"Providers:{provider}:BaseUrl"] = $"{address}";
            settings[$"Providers:{provider}:AuthorizeUrl"] = $"{address}authorize";
            settings[$"Providers:{provider}:TokenUrl"] = $"{address}token";
            settings[$"Providers:{provider}:RevokeUrl"] = $"{address}revoke";
        }
        return settings;
    }

    public SimulatedAnswer Answer(SimulatedRequest request)
    {
        lock (_gate)
        {
            return request.Path switch
            {
                "/authorize" => Consent.Authorize(request),
                "/token" => Consent.Token(request),
                "/revoke" => Consent.Revoke(request),
                _ => Api(request).With("Date", clock.GetUtcNow().ToString("R")),
            };
        }
    }

    private SimulatedAnswer Api(SimulatedRequest request)
    {
        if (Consent.UserOf(request.Header("Authorization")) is not { } caller)
            return GoogleErrors.Answer(401, "UNAUTHENTICATED", "Request had invalid authentication credentials.");
        var isSheets = request.Path.StartsWith("/v4/", StringComparison.Ordinal);
        var scope = isSheets ? "spreadsheets.readonly" : "analytics.readonly";
        if (!caller.Scopes.Any(one => one.EndsWith(scope, StringComparison.Ordinal)))
            return GoogleErrors.Answer(
                403,
                "PERMISSION_DENIED",
                "Request had insufficient authentication scopes.",
                "ACCESS_TOKEN_SCOPE_INSUFFICIENT"
            );
        return isSheets ? Sheets(request, caller) : Analytics(request, caller);
    }

    private SimulatedAnswer Analytics(SimulatedRequest request, GoogleCaller caller)
    {
        if (request.Path == "/v1beta/accountSummaries")
            return new()
            {
                Json = AnalyticsApi.Accounts(Properties.Values.Where(one => one.Readers.Contains(caller.User))),
            };
        var parts = request.Path.Trim('/').Split('/');
        if (parts is not ["v1beta", "properties", var last, ..])
            return GoogleErrors.Answer(404, "NOT_FOUND", "Requested entity was not found.");
        var id = last.Split(':')[0];
        if (!Properties.TryGetValue(id, out var property) || !property.Readers.Contains(caller.User))
            return GoogleErrors.Answer(
                403,
                "PERMISSION_DENIED",
                "User does not have sufficient permissions for this property."
            );
        return parts switch
        {
            [_, _, _, "metadata"] => new() { Json = AnalyticsApi.Metadata(property) },
            _ when last.EndsWith(":runReport", StringComparison.Ordinal) => AnalyticsApi.Report(
                property,
                JsonNode.Parse(request.Body)!.AsObject(),
                clock.GetUtcNow()
            ),
            _ => new() { Json = AnalyticsApi.Describe(property) },
        };
    }

    private SimulatedAnswer Sheets(SimulatedRequest request, GoogleCaller caller)
    {
        var parts = request.Path.Trim('/').Split('/');
        if (parts is not ["v4", "spreadsheets", var id, ..] || !Spreadsheets.TryGetValue(id, out var file))
            return GoogleErrors.Answer(404, "NOT_FOUND", "Requested entity was not found.");
        if (!file.Readers.Contains(caller.User))
            return GoogleErrors.Answer(403, "PERMISSION_DENIED", "The caller does not have permission");
        return parts is [_, _, _, "values", var range]
            ? file.Values(Uri.UnescapeDataString(range))
            : new() { Json = file.Describe(request.Query["fields"] ?? "") };
    }
}

/// <summary>Who calls, and what for.</summary>
public sealed record GoogleCaller(string User, IReadOnlyList<string> Scopes);

/// <summary>Refusals in the form of google.rpc.Status.</summary>
public static class GoogleErrors
{
    public static SimulatedAnswer Answer(int code, string status, string message, string? reason = null)
    {
        var error = new JsonObject
        {
            ["code"] = code,
            ["message"] = message,
            ["status"] = status,
        };
        if (reason is not null)
            error["details"] = new JsonArray(
                new JsonObject
                {
                    ["@type"] = "type.googleapis.com/google.rpc.ErrorInfo",
                    ["reason"] = reason,
                    ["domain"] = "googleapis.com",
                }
            );
        return new()
        {
            Status = code,
            Json = new JsonObject { ["error"] = error },
        };
    }

    /// <summary>A quota that is used up, in Google's words.</summary>
    public static Faults.Fault Exhausted(string words) =>
        new("resource-exhausted", (_, _) => Answer(429, "RESOURCE_EXHAUSTED", words));

    /// <summary>An API that the calling project has not enabled.</summary>
    public static Faults.Fault Disabled() =>
        new(
            "service-disabled",
            (_, _) => Answer(403, "PERMISSION_DENIED", "It is disabled in project 1.", "SERVICE_DISABLED")
        );
}
