using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Nexus.ProviderSimulator.Http;

namespace Nexus.ProviderSimulator.Notion;

/// <summary>Consents, codes and tokens: HTTP Basic, JSON bodies, and refresh tokens that each work once.</summary>
public sealed class NotionConsent
{
    public const string ClientId = "notion-client";
    public const string ClientSecret = "notion-client-secret";

    private readonly Dictionary<string, string> _codes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _refresh = new(StringComparer.Ordinal);
    private readonly HashSet<string> _access = new(StringComparer.Ordinal);
    private int _made;

    /// <summary>The integration as it is installed for whoever consents next.</summary>
    public string Bot { get; set; } = "bot-1";

    /// <summary>Whether consent brings a refresh token; connections of before have none.</summary>
    public bool GivesRefresh { get; set; } = true;

    /// <summary>Refresh tokens that work.</summary>
    public int Living => _refresh.Count;

    /// <summary>An internal integration's token, which does not end.</summary>
    public string CreateToken()
    {
        var token = $"ntn_{++_made:D10}";
        _access.Add(token);
        return token;
    }

    /// <summary>Ends all access tokens, and leaves what they are renewed by.</summary>
    public void ExpireAccess() => _access.Clear();

    public void RevokeAll()
    {
        _access.Clear();
        _refresh.Clear();
    }

    internal bool Knows(string? authorization) =>
        authorization is not null
        && authorization.StartsWith("Bearer ", StringComparison.Ordinal)
        && _access.Contains(authorization["Bearer ".Length..]);

    internal SimulatedAnswer? Answer(SimulatedRequest request) =>
        request switch
        {
            { Method: "GET", Path: "/v1/oauth/authorize" } => Authorize(request.Query),
            { Method: "POST", Path: "/v1/oauth/token" } => IsClient(request) ? Token(request) : Foreign(),
            { Method: "POST", Path: "/v1/oauth/revoke" } => IsClient(request) ? Revoke(request) : Foreign(),
            _ => null,
        };

    private SimulatedAnswer Authorize(Parameters query)
    {
        if (query["client_id"] != ClientId || query["response_type"] != "code" || query["owner"] != "user")
            return NotionErrors.Answer(400, "validation_error", "Missing or invalid client_id.");
        var code = $"code-{++_made}";
        _codes[code] = query["redirect_uri"] ?? "";
        return new SimulatedAnswer { Status = 302 }.With(
            "Location",
            $"{query["redirect_uri"]}?code={code}&state={Uri.EscapeDataString(query["state"] ?? "")}"
        );
    }

    private SimulatedAnswer Token(SimulatedRequest request)
    {
        var body = JsonSerializer.Deserialize<JsonObject>(request.Body)!;
        var known = (string?)body["grant_type"] switch
        {
            "authorization_code" => _codes.Remove((string?)body["code"] ?? "", out var redirect)
                && redirect == (string?)body["redirect_uri"],
            // A refresh token is exchanged for another with each use.
            "refresh_token" => _refresh.Remove((string?)body["refresh_token"] ?? ""),
            _ => false,
        };
        return known
            ? Issue()
            : new()
            {
                Status = 400,
                Json = new JsonObject { ["error"] = "invalid_grant", ["error_description"] = "Invalid code." },
            };
    }

    private SimulatedAnswer Issue()
    {
        var (access, refresh) = ($"ntn_access-{++_made}", $"nrt_refresh-{++_made}");
        _access.Add(access);
        if (GivesRefresh)
            _refresh[refresh] = Bot;
        return new()
        {
            Json = new JsonObject
            {
                ["access_token"] = access,
                ["token_type"] = "bearer",
                ["refresh_token"] = GivesRefresh ? refresh : null,
                ["bot_id"] = Bot,
                ["workspace_id"] = "2f000000-0000-4000-8000-000000000001",
                ["workspace_name"] = "Sample firm",
                ["workspace_icon"] = null,
                ["owner"] = new JsonObject { ["type"] = "workspace", ["workspace"] = true },
                ["duplicated_template_id"] = null,
            },
        };
    }

    private SimulatedAnswer Revoke(SimulatedRequest request)
    {
        var token = (string?)JsonSerializer.Deserialize<JsonObject>(request.Body)!["token"] ?? "";
        if (_refresh.Remove(token) || _access.Contains(token))
            _access.Clear();
        return new() { Json = new JsonObject() };
    }

    private static bool IsClient(SimulatedRequest request) =>
        request.Header("Authorization")
        == $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{ClientId}:{ClientSecret}"))}";

    private static SimulatedAnswer Foreign() =>
        new()
        {
            Status = 401,
            Json = new JsonObject { ["error"] = "invalid_client" },
        };
}
