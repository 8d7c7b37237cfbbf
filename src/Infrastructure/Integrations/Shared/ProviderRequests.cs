using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization;
using Nexus.Domain.Integrations;

namespace Nexus.Infrastructure.Integrations.Shared;

/// <summary>What a provider's client can say about a single call.</summary>
internal static class ProviderRequests
{
    /// <summary>
    /// Set to true on a call that is not GET or HEAD and may yet be made twice: it only reads, or it carries a key by
    /// which the provider recognises the second one.
    /// </summary>
    public static readonly HttpRequestOptionsKey<bool> Repeatable = new("nexus.repeatable");

    private static readonly JsonSerializerOptions AsNamed = new()
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>A call with a token in the usual place.</summary>
    public static HttpRequestMessage Bearing(Secret token, HttpMethod method, string path)
    {
        var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Reveal());
        return request;
    }

    /// <summary>A call that only reads, and may be made twice: by GET, or by POST where it is put as an object.</summary>
    /// <param name="question">Sent as JSON by the names of its members, without those that are null. Null for a GET.</param>
    public static HttpRequestMessage Asking(Secret token, string path, object? question)
    {
        var request = Bearing(token, question is null ? HttpMethod.Get : HttpMethod.Post, path);
        request.Options.Set(Repeatable, true);
        request.Content = question is null ? null : JsonContent.Create(question, question.GetType(), options: AsNamed);
        return request;
    }

    /// <summary>A path with a query, whose values are encoded here and whose names are not.</summary>
    public static string Address(string path, IEnumerable<(string Name, string Value)> query)
    {
        var text = string.Join('&', query.Select(pair => $"{pair.Name}={Uri.EscapeDataString(pair.Value)}"));
        return text.Length == 0 ? path : $"{path}?{text}";
    }

    /// <summary>The address of a page of a list.</summary>
    /// <param name="first">That of the first page, which has a query.</param>
    /// <param name="name">Of the parameter that takes a cursor.</param>
    /// <param name="cursor">Null for the first page.</param>
    public static string Page(string first, string name, string? cursor) =>
        cursor is null ? first : $"{first}&{name}={Uri.EscapeDataString(cursor)}";
}
