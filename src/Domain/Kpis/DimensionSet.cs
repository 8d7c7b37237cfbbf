using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Nexus.Domain.Kpis;

/// <summary>The dimension values of one series, such as <c>campaign = Spring</c>, in the canonical order of their names.</summary>
/// <remarks>
/// Two sets are equal when they hold the same names with the same values. An empty value is a value: it is how a row
/// without a campaign stays apart from a series that has no campaign dimension at all.
/// </remarks>
public sealed class DimensionSet : IEquatable<DimensionSet>
{
    public static readonly DimensionSet Empty = new([]);

    private DimensionSet(IReadOnlyList<KeyValuePair<string, string>> pairs)
    {
        Pairs = pairs;
        Names = string.Join(',', pairs.Select(pair => pair.Key));
        Json = ToJson(pairs);
        Hash = new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(Json)).AsSpan(0, 16), bigEndian: true);
    }

    /// <summary>Name and value, ordered by name (ordinal).</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Pairs { get; }

    /// <summary>The names alone, joined by commas: which level of detail the series belongs to.</summary>
    public string Names { get; }

    /// <summary>The canonical JSON object: sorted names, no spaces.</summary>
    public string Json { get; }

    /// <summary>The first 16 bytes of the SHA-256 of <see cref="Json"/>; part of a series' identity.</summary>
    public Guid Hash { get; }

    /// <exception cref="ArgumentException">A name occurs twice, is empty or holds a comma.</exception>
    public static DimensionSet Of(IEnumerable<KeyValuePair<string, string>> pairs)
    {
        var sorted = pairs.OrderBy(pair => pair.Key, StringComparer.Ordinal).ToList();
        for (var i = 0; i < sorted.Count; i++)
        {
            var name = sorted[i].Key;
            if (name.Length == 0 || name.Contains(',', StringComparison.Ordinal))
                throw new ArgumentException("A dimension name is neither empty nor holds a comma.", nameof(pairs));
            if (i > 0 && name == sorted[i - 1].Key)
                throw new ArgumentException($"The dimension '{name}' is given twice.", nameof(pairs));
        }
        return sorted.Count == 0 ? Empty : new DimensionSet(sorted);
    }

    public bool Equals(DimensionSet? other) => other is not null && Json == other.Json;

    public override bool Equals(object? obj) => Equals(obj as DimensionSet);

    public override int GetHashCode() => Hash.GetHashCode();

    public override string ToString() => Json;

    private static string ToJson(IReadOnlyList<KeyValuePair<string, string>> pairs)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            foreach (var (name, value) in pairs)
                writer.WriteString(name, value);
            writer.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }
}
