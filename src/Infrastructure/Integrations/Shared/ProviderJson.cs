using System.Text.Json;
using System.Text.Unicode;
using Nexus.Application.Integrations;

namespace Nexus.Infrastructure.Integrations.Shared;

/// <summary>Reads an answer as JSON and believes nothing that is not.</summary>
internal static class ProviderJson
{
    private static readonly string[] RequestIds = ["Request-Id", "X-Request-Id"];

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <summary>The answer's object or array; its status is not looked at.</summary>
    /// <param name="provider">As people know it.</param>
    /// <exception cref="IntegrationException">
    /// It is <see cref="IntegrationFault.UnexpectedResponse"/>: another type of content, empty, not JSON to its end, or
    /// neither object nor array.
    /// </exception>
    public static async Task<JsonElement> ReadAsync(
        HttpResponseMessage response,
        string provider,
        CancellationToken cancellationToken
    )
    {
        var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        if (body.Length == 0)
            throw Unexpected(response, $"{provider} sent an empty answer where data was expected.");
        if (!IsJson(response.Content.Headers.ContentType?.MediaType))
            throw Unexpected(response, $"{provider} sent something other than JSON, such as a web page.");
        if (Parse(body) is not { ValueKind: JsonValueKind.Object or JsonValueKind.Array } root)
            throw Unexpected(response, $"{provider} sent an answer that is broken or incomplete.");
        return root;
    }

    /// <summary>Names of an object's members; none of anything else.</summary>
    public static IEnumerable<string> Names(JsonElement of) =>
        of.ValueKind == JsonValueKind.Object ? of.EnumerateObject().Select(member => member.Name) : [];

    private static bool IsJson(string? type) =>
        type is not null
        && (
            type.Equals("application/json", StringComparison.OrdinalIgnoreCase)
            || type.EndsWith("+json", StringComparison.OrdinalIgnoreCase)
        );

    private static JsonElement? Parse(ReadOnlyMemory<byte> body)
    {
        if (body.Span.StartsWith("\uFEFF"u8))
            body = body[3..];
        // The parser looks at texts only when they are read, which would be too late.
        if (!Utf8.IsValid(body.Span))
            return null;
        try
        {
            using var document = JsonDocument.Parse(body, Strict);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static IntegrationException Unexpected(HttpResponseMessage response, string what) =>
        new(IntegrationFault.UnexpectedResponse, $"{what} Nothing of it was kept; Nexus asks again with the next sync.")
        {
            RequestId = RequestIds
                .Select(name => response.Headers.TryGetValues(name, out var ids) ? ids.First() : null)
                .FirstOrDefault(id => id is { Length: <= 128 }),
        };
}
