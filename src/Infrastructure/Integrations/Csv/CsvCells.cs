namespace Nexus.Infrastructure.Integrations.Csv;

internal static class CsvCells
{
    /// <summary>Whether all cells of the record from <paramref name="first"/> on are empty.</summary>
    public static bool AreEmpty(CsvRows rows, int first)
    {
        for (var i = first; i < rows.Count; i++)
        {
            if (Utf8Text.Trim(rows.Cell(i)).Length > 0)
                return false;
        }
        return true;
    }
}
