using System.Text.Json.Nodes;
using Nexus.ProviderSimulator.Http;

namespace Nexus.ProviderSimulator.Stripe.Api;

/// <summary>Puts objects in the place of their ids where a request asked for it, and takes out what must be asked for.</summary>
internal static class Expansion
{
    private const int Depth = 4;

    /// <summary>Fields that are only there where they are asked for, by the object that has them.</summary>
    private static readonly Dictionary<string, string[]> Includable = new(StringComparer.Ordinal)
    {
        ["price"] = ["tiers", "currency_options"],
        ["coupon"] = ["applies_to", "currency_options"],
        ["invoice"] = ["payments"],
        ["charge"] = ["refunds"],
    };

    /// <exception cref="StripeError">A path is too deep or leads nowhere.</exception>
    public static void Apply(JsonObject body, Parameters query, StripeStore store, Rendering rendering)
    {
        var paths = query.Values("expand[]").Select(path => path.Split('.')).ToList();
        if (paths.FirstOrDefault(path => path.Length > Depth) is { } deep)
            throw StripeError.Invalid(
                $"You cannot expand more than {Depth} levels of a property (got {string.Join('.', deep)}).",
                "expand"
            );
        // Short paths first, so that a deeper one finds the object that it goes through.
        foreach (var path in paths.OrderBy(path => path.Length))
            Expand(body, path, 0, store, rendering);
        Prune(body, [], paths);
    }

    /// <summary>Takes out what must be asked for, since nobody asked.</summary>
    public static void Prune(JsonObject body) => Prune(body, [], []);

    private static void Expand(JsonNode? node, string[] path, int step, StripeStore store, Rendering rendering)
    {
        if (node is JsonArray array)
        {
            foreach (var element in array.ToList())
                Expand(element, path, step, store, rendering);
            return;
        }
        if (node is not JsonObject owner || step == path.Length)
            return;
        var name = path[step];
        if (!owner.ContainsKey(name))
        {
            if (!IsIncludable(owner, name))
                throw StripeError.Invalid(
                    $"This property cannot be expanded ({name}). You may want to try expanding '{name}' elsewhere.",
                    "expand"
                );
            return;
        }
        Fetch(owner, name, store, rendering);
        Expand(owner[name], path, step + 1, store, rendering);
    }

    private static void Fetch(JsonObject owner, string name, StripeStore store, Rendering rendering)
    {
        if (owner[name] is JsonValue && Render(owner[name], store, rendering) is { } found)
            owner[name] = found;
        if (owner[name] is not JsonArray array)
            return;
        for (var index = 0; index < array.Count; index++)
        {
            if (Render(array[index], store, rendering) is { } element)
                array[index] = element;
        }
    }

    private static JsonObject? Render(JsonNode? id, StripeStore store, Rendering rendering) =>
        id is JsonValue value && value.TryGetValue<string>(out var text) ? store.Find(text)?.Render(rendering) : null;

    private static void Prune(JsonNode? node, string[] place, List<string[]> wanted)
    {
        if (node is JsonArray array)
        {
            foreach (var element in array)
                Prune(element, place, wanted);
        }
        if (node is not JsonObject owner)
            return;
        foreach (var field in Includables(owner))
        {
            string[] here = [.. place, field];
            if (!wanted.Any(path => path.Take(here.Length).SequenceEqual(here, StringComparer.Ordinal)))
                owner.Remove(field);
        }
        foreach (var (name, value) in owner)
            Prune(value, [.. place, name], wanted);
    }

    private static string[] Includables(JsonObject owner) =>
        owner["object"] is JsonValue value && value.TryGetValue<string>(out var kind)
            ? Includable.GetValueOrDefault(kind, [])
            : [];

    private static bool IsIncludable(JsonObject owner, string name) =>
        Includables(owner).Contains(name, StringComparer.Ordinal);
}
