using System.Text.Json.Nodes;

namespace Nexus.ProviderSimulator.Http;

/// <summary>An answer before it is put on the wire.</summary>
public sealed record SimulatedAnswer
{
    public int Status { get; init; } = 200;

    public string ContentType { get; init; } = "application/json";

    /// <summary>The body as JSON; null where <see cref="Text"/> is the body.</summary>
    public JsonNode? Json { get; init; }

    /// <summary>The body as text. Wins over <see cref="Json"/>.</summary>
    public string? Text { get; init; }

    /// <summary>The body as bytes, for what is no text. Wins over both.</summary>
    public byte[]? Bytes { get; init; }

    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>How the body travels.</summary>
    public Delivery Delivery { get; init; } = Delivery.Whole;

    /// <summary>The body as it would be sent.</summary>
    public string BodyText => Text ?? Json?.ToJsonString() ?? "";

    public SimulatedAnswer With(string header, string value) =>
        this with
        {
            Headers = new Dictionary<string, string>(Headers, StringComparer.OrdinalIgnoreCase) { [header] = value },
        };
}
