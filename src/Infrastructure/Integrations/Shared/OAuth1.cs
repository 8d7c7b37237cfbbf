using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Nexus.Domain.Integrations;

namespace Nexus.Infrastructure.Integrations.Shared;

/// <summary>Signs calls by OAuth 1.0a with HMAC-SHA1, on behalf of one person and one app.</summary>
/// <remarks>
/// <see href="https://datatracker.ietf.org/doc/html/rfc5849#section-3.4"/>. Checked against the published examples, of which
/// X's own page prints one whose signature belongs to another address.
/// </remarks>
internal sealed record OAuth1(string ConsumerKey, Secret ConsumerSecret, string Token, Secret TokenSecret)
{
    /// <summary>Value of the header <c>Authorization</c>. A body is not signed, as it must not be unless it is a form.</summary>
    /// <param name="address">With the query as it goes over the wire.</param>
    /// <param name="nonce">Never used before.</param>
    public string Authorize(HttpMethod method, Uri address, DateTimeOffset now, string nonce)
    {
        var own = new List<(string Name, string Value)>
        {
            ("oauth_consumer_key", ConsumerKey),
            ("oauth_nonce", nonce),
            ("oauth_signature_method", "HMAC-SHA1"),
            ("oauth_timestamp", now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)),
            ("oauth_token", Token),
            ("oauth_version", "1.0"),
        };
        var place = address.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);
        var signature = Signature(method.Method, place, own.Concat(QueryOf(address)));
        own.Insert(2, ("oauth_signature", signature));
        return $"OAuth {string.Join(", ", own.Select(pair => $"{pair.Name}=\"{Encode(pair.Value)}\""))}";
    }

    /// <summary>Signs a call anew, as each attempt has to be.</summary>
    public void Sign(HttpRequestMessage request, TimeProvider clock)
    {
        var nonce = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        request.Headers.Remove("Authorization");
        request.Headers.TryAddWithoutValidation(
            "Authorization",
            Authorize(request.Method, request.RequestUri!, clock.GetUtcNow(), nonce)
        );
    }

    /// <param name="place">Scheme, host in lower case, port unless it is the usual one, and path.</param>
    /// <param name="parameters">Of the query, of a form, and of OAuth, decoded.</param>
    public string Signature(string method, string place, IEnumerable<(string Name, string Value)> parameters)
    {
        var key = $"{Encode(ConsumerSecret.Reveal())}&{Encode(TokenSecret.Reveal())}";
        var text = $"{method}&{Encode(place)}&{Encode(ParameterString(parameters))}";
        // The scheme asks for SHA-1; as the hash of an HMAC it is not broken.
#pragma warning disable CA5350
        return Convert.ToBase64String(HMACSHA1.HashData(Encoding.ASCII.GetBytes(key), Encoding.ASCII.GetBytes(text)));
#pragma warning restore CA5350
    }

    /// <summary>Encoded, and then sorted by the bytes of names and values.</summary>
    public static string ParameterString(IEnumerable<(string Name, string Value)> parameters) =>
        string.Join(
            '&',
            parameters
                .Select(pair => (Name: Encode(pair.Name), Value: Encode(pair.Value)))
                .OrderBy(pair => pair.Name, StringComparer.Ordinal)
                .ThenBy(pair => pair.Value, StringComparer.Ordinal)
                .Select(pair => $"{pair.Name}={pair.Value}")
        );

    /// <summary>Percent-encodes all but letters, digits and <c>-._~</c>, as UTF-8 with upper-case digits.</summary>
    public static string Encode(string text) => Uri.EscapeDataString(text);

    private static IEnumerable<(string, string)> QueryOf(Uri address) =>
        address
            .Query.TrimStart('?')
            .Split('&', StringSplitOptions.RemoveEmptyEntries)
            .Select(part => part.Split('=', 2))
            .Select(part => (Uri.UnescapeDataString(part[0]), part.Length == 2 ? Uri.UnescapeDataString(part[1]) : ""));
}
