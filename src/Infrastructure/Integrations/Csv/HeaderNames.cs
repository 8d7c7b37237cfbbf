using System.Globalization;

namespace Nexus.Infrastructure.Integrations.Csv;

/// <summary>Makes the cells of a header into names that tell the columns apart.</summary>
internal static class HeaderNames
{
    private const int MaxLength = 200;

    /// <param name="cells">The header cells, or nothing for a file without one.</param>
    /// <param name="count">Columns to name.</param>
    /// <param name="warnings">Takes a line for each name that is not the cell's own.</param>
    public static IReadOnlyList<string> Of(IReadOnlyList<string> cells, int count, ICollection<string> warnings)
    {
        var names = new List<string>(count);
        var taken = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < count; i++)
        {
            var written = i < cells.Count ? Normalise(cells[i]) : "";
            var wanted = written.Length == 0 ? $"column_{(i + 1).ToString(CultureInfo.InvariantCulture)}" : written;
            var name = wanted;
            for (var n = 2; !taken.Add(Key(name)); n++)
                name = $"{wanted}_{n.ToString(CultureInfo.InvariantCulture)}";
            names.Add(name);
            if (cells.Count > 0 && name != written)
            {
                warnings.Add(
                    written.Length == 0
                        ? $"Column {i + 1} has no name and is called '{name}'."
                        : $"Column {i + 1} has a name that another one has already and is called '{name}'."
                );
            }
        }
        return names;
    }

    /// <summary>The name without case and blanks, as names are matched.</summary>
    public static string Key(string name) =>
        string.Concat(name.Where(character => !char.IsWhiteSpace(character))).ToUpperInvariant();

    private static string Normalise(string cell)
    {
        var words = cell.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var name = string.Join(' ', words).Trim('\uFEFF');
        return Utf8Text.Cut(name, MaxLength);
    }
}
