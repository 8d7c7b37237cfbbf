using System.Text.Json.Nodes;

namespace Nexus.ProviderSimulator.Faults;

/// <summary>Faults that change the shape of what is sent, as a provider's new version does.</summary>
/// <remarks>A place is a path such as <c>data[].items.data[].price.unit_amount</c>; <c>[]</c> goes through an array.</remarks>
public static class Drift
{
    /// <summary>Adds fields that nobody knows to the objects at a place; the body itself where the place is empty.</summary>
    public static Fault AddFields(string place = "data[]") =>
        Fault.Edit(
            "drift-added",
            body =>
            {
                foreach (var found in Objects(body, place))
                {
                    found["a_field_of_tomorrow"] = "unknown";
                    found["another_one"] = new JsonObject { ["nested"] = new JsonArray(1, 2, 3) };
                }
            }
        );

    public static Fault Remove(string place) => At("drift-removed", place, (owner, field) => owner.Remove(field));

    public static Fault Rename(string place, string name) =>
        At(
            "drift-renamed",
            place,
            (owner, field) =>
            {
                if (!owner.Remove(field, out var value))
                    return;
                owner[name] = value;
            }
        );

    /// <summary>Puts a value of another type in the field's place.</summary>
    public static Fault Retype(string place, JsonNode? value) =>
        At("drift-retyped", place, (owner, field) => owner[field] = value?.DeepClone());

    private static Fault At(string name, string place, Action<JsonObject, string> edit)
    {
        var dot = place.LastIndexOf('.');
        var (owners, field) = dot < 0 ? ("", place) : (place[..dot], place[(dot + 1)..]);
        return Fault.Edit(
            name,
            body =>
            {
                foreach (var owner in Objects(body, owners))
                    edit(owner, field);
            }
        );
    }

    private static List<JsonObject> Objects(JsonNode body, string place)
    {
        IEnumerable<JsonNode?> found = [body];
        foreach (var step in place.Split('.', StringSplitOptions.RemoveEmptyEntries))
        {
            var name = step.Replace("[]", "", StringComparison.Ordinal);
            var next = found.OfType<JsonObject>().Select(node => node[name]);
            found = step.EndsWith("[]", StringComparison.Ordinal)
                ? next.OfType<JsonArray>().SelectMany(array => array)
                : next;
        }
        return [.. found.OfType<JsonObject>()];
    }
}
