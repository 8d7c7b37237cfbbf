using System.Text.Json;
using Nexus.Infrastructure.Integrations.Shared;

namespace Nexus.Infrastructure.Tests.Recorded;

/// <summary>One file of a provider's, as it was recorded.</summary>
internal sealed record RecordedFile(byte[] Bytes)
{
    public JsonElement Json
    {
        get
        {
            using var document = JsonDocument.Parse(Bytes);
            return document.RootElement.Clone();
        }
    }

    /// <summary>The calls and answers that it holds; an answer alone is one of them.</summary>
    public IReadOnlyList<RecordedExchange> Exchanges =>
        Json.ValueKind == JsonValueKind.Array
        && Json.Items().All(one => one.Member("response").ValueKind != JsonValueKind.Undefined)
            ? [.. Json.Items().Select(RecordedExchange.Of)]
            : [RecordedExchange.Of(Json)];

    /// <summary>What the provider answered, where there is but one answer.</summary>
    public JsonElement Answer => Exchanges.Single().Response;
}

/// <param name="Method">Empty where the call was not recorded.</param>
/// <param name="Address">As <paramref name="Method"/>.</param>
internal sealed record RecordedExchange(string Method, string Address, int Status, JsonElement Response)
{
    public static RecordedExchange Of(JsonElement recorded)
    {
        if (recorded.ValueKind != JsonValueKind.Object || !recorded.TryGetProperty("response", out var response))
            return new(
                "",
                "",
                recorded.ValueKind == JsonValueKind.Object ? recorded.Whole("http_status") ?? 200 : 200,
                recorded
            );
        var request = recorded.Member("request");
        return new(
            request.Text("method") ?? "",
            request.Text("uri") ?? request.Text("path") ?? "",
            recorded.Whole("status") ?? 200,
            response
        );
    }
}
