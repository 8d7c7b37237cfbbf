using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Nexus.ProviderSimulator.Http;

namespace Nexus.ProviderSimulator.Google;

/// <summary>Consents, codes and tokens.</summary>
public sealed class GoogleConsent(TimeProvider clock)
{
    public const string ClientId = "nexus-client";
    public const string ClientSecret = "nexus-client-secret";

    private static readonly TimeSpan CodeLife = TimeSpan.FromMinutes(5);

    private readonly Dictionary<string, Code> _codes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Granted> _refresh = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (Granted Grant, DateTimeOffset Ends)> _access = new(StringComparer.Ordinal);
    private readonly HashSet<string> _refused = new(StringComparer.Ordinal);
    private int _made;

    /// <summary>Who consents next.</summary>
    public string User { get; set; } = "user-1";

    /// <summary>Scopes that whoever consents leaves out.</summary>
    public IReadOnlyList<string> Unticked { get; set; } = [];

    /// <summary>Whether whoever is asked refuses.</summary>
    public bool Denies { get; set; }

    /// <summary>Whether a refresh token is exchanged for another with each use, as other providers do.</summary>
    public bool Rotates { get; set; }

    /// <summary>Whether consent brings a refresh token.</summary>
    public bool GivesRefresh { get; set; } = true;

    public TimeSpan AccessLife { get; set; } = TimeSpan.FromSeconds(3599);

    /// <summary>Refresh tokens that work.</summary>
    public int Living => _refresh.Count;

    /// <summary>Ends what a user granted.</summary>
    public void RevokeAll(string user)
    {
        foreach (var (token, _) in _refresh.Where(one => one.Value.User == user).ToList())
            _refresh.Remove(token);
        ExpireAccess();
    }

    /// <summary>Ends what a service account may, whatever it signs from now on.</summary>
    public void Refuse(string email)
    {
        _refused.Add(email);
        ExpireAccess();
    }

    /// <summary>Ends all access tokens, and leaves what they are renewed by.</summary>
    public void ExpireAccess() => _access.Clear();

    /// <summary>An access token without a consent, for tests of what it opens.</summary>
    public string Grant(string user, params IReadOnlyList<string> scopes)
    {
        var access = Next("ya29.access");
        _access[access] = (new(user, scopes), clock.GetUtcNow() + AccessLife);
        return access;
    }

    internal SimulatedAnswer Authorize(SimulatedRequest request)
    {
        var query = request.Query;
        var back = $"{query["redirect_uri"]}?state={Uri.EscapeDataString(query["state"] ?? "")}";
        if (query["client_id"] != ClientId || query["response_type"] != "code" || query["redirect_uri"] is null)
            return new() { Status = 400, Text = "redirect_uri_mismatch" };
        if (Denies)
            return new SimulatedAnswer { Status = 302 }.With("Location", $"{back}&error=access_denied");
        var scopes = (query["scope"] ?? "").Split(' ').Except(Unticked, StringComparer.Ordinal).ToList();
        var code = Next("code");
        _codes[code] = new(
            User,
            scopes,
            query["redirect_uri"]!,
            query["code_challenge"],
            query["access_type"] == "offline" && query["prompt"] == "consent",
            clock.GetUtcNow() + CodeLife
        );
        return new SimulatedAnswer { Status = 302 }.With("Location", $"{back}&code={Uri.EscapeDataString(code)}");
    }

    internal SimulatedAnswer Token(SimulatedRequest request)
    {
        var form = Parameters.Parse(request.Body);
        if (form["grant_type"] == "urn:ietf:params:oauth:grant-type:jwt-bearer")
            return ServiceAccount(form["assertion"] ?? "");
        if (form["client_id"] != ClientId || form["client_secret"] != ClientSecret)
            return Error(401, "invalid_client");
        return form["grant_type"] switch
        {
            "authorization_code" => Exchange(form),
            "refresh_token" => Renew(form["refresh_token"] ?? ""),
            _ => Error(400, "unsupported_grant_type"),
        };
    }

    internal SimulatedAnswer Revoke(SimulatedRequest request)
    {
        var token = Parameters.Parse(request.Body)["token"] ?? "";
        if (!_refresh.TryGetValue(token, out var grant))
            return Error(400, "invalid_token");
        // Google ends everything that the user granted to the client.
        RevokeAll(grant.User);
        return new() { Json = new JsonObject() };
    }

    internal GoogleCaller? UserOf(string? authorization) =>
        authorization is not null
        && authorization.StartsWith("Bearer ", StringComparison.Ordinal)
        && _access.TryGetValue(authorization["Bearer ".Length..], out var access)
        && access.Ends > clock.GetUtcNow()
            ? new(access.Grant.User, access.Grant.Scopes)
            : null;

    private SimulatedAnswer Exchange(Parameters form)
    {
        // A code is used up by whoever presents it first.
        if (!_codes.Remove(form["code"] ?? "", out var code) || code.Ends <= clock.GetUtcNow())
            return Error(400, "invalid_grant");
        if (code.Redirect != form["redirect_uri"] || !Proves(code.Challenge, form["code_verifier"]))
            return Error(400, "invalid_grant");
        var grant = new Granted(code.User, code.Scopes);
        string? refresh = null;
        if (code.IsOffline && GivesRefresh)
            _refresh[refresh = Next("1//refresh")] = grant;
        return Issue(grant, refresh);
    }

    private SimulatedAnswer Renew(string token)
    {
        if (!_refresh.TryGetValue(token, out var grant))
            return Error(400, "invalid_grant");
        string? next = null;
        if (Rotates)
        {
            _refresh.Remove(token);
            _refresh[next = Next("1//refresh")] = grant;
        }
        return Issue(grant, next);
    }

    private SimulatedAnswer Issue(Granted grant, string? refresh)
    {
        var access = Next("ya29.access");
        _access[access] = (grant, clock.GetUtcNow() + AccessLife);
        var identity = Base64Url.EncodeToString(
            Encoding.UTF8.GetBytes(new JsonObject { ["sub"] = grant.User }.ToJsonString())
        );
        var answer = new JsonObject
        {
            ["access_token"] = access,
            ["expires_in"] = (int)AccessLife.TotalSeconds,
            ["scope"] = string.Join(' ', grant.Scopes),
            ["token_type"] = "Bearer",
            ["id_token"] = $"e30.{identity}.c2ln",
        };
        if (refresh is not null)
            answer["refresh_token"] = refresh;
        return new() { Json = answer };
    }

    /// <summary>The signature is not checked here: a test checks it with the public key.</summary>
    private SimulatedAnswer ServiceAccount(string assertion)
    {
        if (assertion.Split('.') is not [_, var claims, _])
            return Error(400, "invalid_grant");
        var said = JsonNode.Parse(Base64Url.DecodeFromChars(claims))!;
        if (_refused.Contains((string)said["iss"]!))
            return Error(400, "invalid_grant");
        return Issue(new Granted((string)said["iss"]!, ((string)said["scope"]!).Split(' ')), null);
    }

    private static bool Proves(string? challenge, string? verifier) =>
        challenge is null
        || (
            verifier is not null
            && Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier))) == challenge
        );

    private static SimulatedAnswer Error(int status, string error) =>
        new()
        {
            Status = status,
            Json = new JsonObject { ["error"] = error, ["error_description"] = "Bad Request" },
        };

    private string Next(string kind) => $"{kind}-{++_made}";

    private sealed record Granted(string User, IReadOnlyList<string> Scopes);

    private sealed record Code(
        string User,
        IReadOnlyList<string> Scopes,
        string Redirect,
        string? Challenge,
        bool IsOffline,
        DateTimeOffset Ends
    );
}
