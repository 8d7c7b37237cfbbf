using System.Text.Json;

namespace Nexus.Infrastructure.Integrations.Shared;

/// <summary>Looks into an answer that is still on its way through the handlers.</summary>
internal static class ProviderBodies
{
    /// <summary>The answer's JSON; undefined where it is none. It can be read again afterwards.</summary>
    /// <remarks>Answers are in memory by then, so nothing is waited for.</remarks>
    public static JsonElement Read(HttpResponseMessage response)
    {
        using var body = new MemoryStream();
        response.Content.CopyTo(body, null, CancellationToken.None);
        try
        {
            using var document = JsonDocument.Parse(body.GetBuffer().AsMemory(0, (int)body.Length));
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return default;
        }
    }
}
