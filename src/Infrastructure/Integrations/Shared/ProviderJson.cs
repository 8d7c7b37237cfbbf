using System.IO.Compression;
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

    /// <summary>A file of JSON, packed by gzip or not.</summary>
    /// <param name="most">Bytes of it, unpacked.</param>
    /// <exception cref="IntegrationException">
    /// <see cref="IntegrationFault.Split"/>: it is larger. <see cref="IntegrationFault.UnexpectedResponse"/>: it is broken.
    /// </exception>
    public static async Task<JsonElement> ReadFileAsync(
        HttpResponseMessage response,
        string provider,
        int most,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
            await using var unpacked = IsPacked(body) ? new GZipStream(body, CompressionMode.Decompress) : body;
            using var whole = new MemoryStream();
            var block = new byte[64 * 1024];
            int read;
            while ((read = await unpacked.ReadAsync(block, cancellationToken)) > 0)
            {
                if (whole.Length + read > most)
                    throw new IntegrationException(
                        IntegrationFault.Split,
                        $"A report of {provider} is too large to be read."
                    );
                await whole.WriteAsync(block.AsMemory(0, read), cancellationToken);
            }
            using var document = JsonDocument.Parse(whole.GetBuffer().AsMemory(0, (int)whole.Length));
            return document.RootElement.Clone();
        }
        catch (Exception broken) when (broken is JsonException or InvalidDataException)
        {
            throw Refusal.Unexpected(provider, "with a report that is broken or incomplete");
        }
    }

    /// <summary>Names of an object's members; none of anything else.</summary>
    public static IEnumerable<string> Names(JsonElement of) => of.Members().Select(member => member.Name);

    private static bool IsPacked(Stream body)
    {
        var first = body.ReadByte();
        body.Position = 0;
        return first == 0x1F;
    }

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
            RequestId = RequestIds.Select(response.Header).FirstOrDefault(id => id is { Length: <= 128 }),
        };
}
