using System.Globalization;
using System.Text.Json;
using Nexus.Application.Integrations;

namespace Nexus.Infrastructure.Integrations.Stripe.Records;

/// <summary>Reads one object of Stripe's and knows where in the record it stands, so that a fault names its place.</summary>
/// <remarks>A field that is null counts as missing, as Stripe uses the two alike.</remarks>
internal readonly struct StripeFields
{
    private readonly JsonElement _object;
    private readonly string _path;

    private StripeFields(JsonElement element, string path) => (_object, _path) = (element, path);

    /// <exception cref="RawDataException">It is no JSON object.</exception>
    public static StripeFields Of(JsonElement payload) => Of(payload, "");

    public IEnumerable<string> Names => _object.EnumerateObject().Select(property => property.Name);

    public bool Has(string name) => Find(name) is not null;

    /// <exception cref="RawDataException">Missing, or no text.</exception>
    public string Text(string name) => TextOrNull(name) ?? throw Missing(name);

    public string? TextOrNull(string name) =>
        Find(name) switch
        {
            null => null,
            { ValueKind: JsonValueKind.String } text => text.GetString(),
            _ => throw Invalid(name, "a text"),
        };

    /// <exception cref="RawDataException">Missing, or no whole number.</exception>
    public long Number(string name) => NumberOrNull(name) ?? throw Missing(name);

    public long? NumberOrNull(string name) =>
        Find(name) switch
        {
            null => null,
            { ValueKind: JsonValueKind.Number } number when number.TryGetInt64(out var value) => value,
            _ => throw Invalid(name, "a whole number"),
        };

    /// <summary>A number, or a text that holds one, which is how Stripe writes fractions of the smallest unit.</summary>
    public decimal? DecimalOrNull(string name)
    {
        if (Find(name) is not { } field)
            return null;
        var text = field.ValueKind switch
        {
            JsonValueKind.Number => field.GetRawText(),
            JsonValueKind.String => field.GetString(),
            _ => null,
        };
        return decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw Invalid(name, "a number");
    }

    /// <summary>False where it is missing.</summary>
    public bool Flag(string name) =>
        Find(name) switch
        {
            null or { ValueKind: JsonValueKind.False } => false,
            { ValueKind: JsonValueKind.True } => true,
            _ => throw Invalid(name, "true or false"),
        };

    /// <summary>The id of another object, which may be there as a whole.</summary>
    public string? IdOrNull(string name) =>
        Find(name) is { ValueKind: JsonValueKind.Object } ? Object(name)!.Value.TextOrNull("id") : TextOrNull(name);

    public StripeFields? Object(string name) =>
        Find(name) switch
        {
            null => null,
            { ValueKind: JsonValueKind.Object } element => new StripeFields(element, At(name)),
            _ => throw Invalid(name, "an object"),
        };

    /// <summary>The object, or null where only its id is given.</summary>
    public StripeFields? Expanded(string name) =>
        Find(name) is { ValueKind: JsonValueKind.String } ? null : Object(name);

    /// <summary>The members of a list, be it an array or an envelope around one; none where it is missing.</summary>
    public IReadOnlyList<StripeFields> List(string name) => Members(name, (element, path) => Of(element, path)) ?? [];

    /// <summary>The members of a list of which some may be ids only.</summary>
    public IReadOnlyList<(string? Id, StripeFields? Object)> IdsOrObjects(string name) =>
        Members<(string?, StripeFields?)>(
            name,
            (element, path) =>
                element.ValueKind == JsonValueKind.String ? (element.GetString(), null) : (null, Of(element, path))
        ) ?? [];

    public IReadOnlyList<string> Texts(string name)
    {
        var fields = this;
        return Members(
                name,
                (element, _) =>
                    element.ValueKind == JsonValueKind.String
                        ? element.GetString()!
                        : throw fields.Invalid(name, "a list of texts")
            ) ?? [];
    }

    /// <summary>The objects of a dictionary, by their keys.</summary>
    public IEnumerable<(string Key, StripeFields Value)> Entries(string name)
    {
        if (Find(name) is not { } dictionary)
            return [];
        if (dictionary.ValueKind != JsonValueKind.Object)
            throw Invalid(name, "an object");
        var path = At(name);
        return dictionary
            .EnumerateObject()
            .Select(entry => (entry.Name, Of(entry.Value, $"{path}.{entry.Name}")))
            .ToList();
    }

    public RawDataException Missing(string name) =>
        new("field_missing", At(name), $"Stripe documents '{At(name)}' as always there, and it is missing.");

    public RawDataException Invalid(string name, string expected) =>
        new("field_invalid", At(name), $"'{At(name)}' is not {expected}, as Stripe documents it.");

    private static StripeFields Of(JsonElement element, string path) =>
        element.ValueKind == JsonValueKind.Object
            ? new StripeFields(element, path)
            : throw new RawDataException("field_invalid", path, "What should be an object of Stripe's is none.");

    private List<T>? Members<T>(string name, Func<JsonElement, string, T> read)
    {
        if (Find(name) is not { } field)
            return null;
        var path = At(name);
        if (field.ValueKind == JsonValueKind.Object && field.TryGetProperty("data", out var data))
            (field, path) = (data, $"{path}.data");
        if (field.ValueKind != JsonValueKind.Array)
            throw Invalid(name, "a list");
        return field.EnumerateArray().Select((member, i) => read(member, $"{path}[{i}]")).ToList();
    }

    private string At(string name) => _path.Length == 0 ? name : $"{_path}.{name}";

    private JsonElement? Find(string name) =>
        _object.TryGetProperty(name, out var field) && field.ValueKind != JsonValueKind.Null ? field : null;
}
