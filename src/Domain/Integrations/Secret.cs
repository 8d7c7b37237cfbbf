using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Nexus.Domain.Integrations;

/// <summary>A value that must not be seen: whatever prints, logs or serialises it gets <c>***</c>.</summary>
[DebuggerDisplay("***")]
[JsonConverter(typeof(Masked))]
public sealed class Secret(string value)
{
    private readonly string _value = value;

    /// <summary>The value itself, for the one call that needs it.</summary>
    public string Reveal() => _value;

    public override string ToString() => "***";

    private sealed class Masked : JsonConverter<Secret>
    {
        public override Secret Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            new(reader.GetString() ?? throw new JsonException("A secret is a text."));

        public override void Write(Utf8JsonWriter writer, Secret value, JsonSerializerOptions options) =>
            writer.WriteStringValue("***");
    }
}
