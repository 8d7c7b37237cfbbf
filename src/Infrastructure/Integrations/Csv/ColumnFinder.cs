using System.Globalization;
using Nexus.Domain.Imports;

namespace Nexus.Infrastructure.Integrations.Csv;

/// <summary>Finds the column that a mapping means: by name, then by name without case and blanks, then by <c>#</c> position.</summary>
internal sealed class ColumnFinder(IReadOnlyList<CsvColumn> columns, PlanProblems problems)
{
    private const int NamesShown = 20;

    /// <summary>The column, or null and a problem.</summary>
    public CsvColumn? Find(string? name, string field)
    {
        name ??= "";
        var found =
            columns.FirstOrDefault(column => column.Name == name)
            ?? columns.FirstOrDefault(column => HeaderNames.Key(column.Name) == HeaderNames.Key(name))
            ?? ByPosition(name);
        if (found is null)
        {
            var known = string.Join(", ", columns.Take(NamesShown).Select(column => $"'{column.Name}'"));
            problems.Add(field, "unknown_column", $"The file has no column '{name}'. It has {known}.");
        }
        return found;
    }

    private CsvColumn? ByPosition(string name) =>
        name.StartsWith('#')
        && int.TryParse(name.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var position)
        && position >= 1
        && position <= columns.Count
            ? columns[position - 1]
            : null;
}
