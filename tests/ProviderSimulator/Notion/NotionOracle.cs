namespace Nexus.ProviderSimulator.Notion;

/// <summary>What is true of a table of objectives, told from the pages themselves and not from answers about them.</summary>
/// <remarks>Of objectives with the properties Current, Target, Status and Due, as <see cref="NotionScenario"/> makes them.</remarks>
public static class NotionOracle
{
    /// <param name="Progress">Mean over all, as a share.</param>
    public sealed record Truth(int Total, int Completed, int AtRisk, int Overdue, decimal Progress);

    /// <param name="today">The day it is seen on, <c>yyyy-MM-dd</c>.</param>
    public static Truth Of(NotionTable table, string today)
    {
        var living = table.Pages.Where(page => !page.InTrash).ToList();
        return new(
            living.Count,
            living.Count(page => Status(page) == "Done"),
            living.Count(page => Status(page) == "At risk"),
            living.Count(page =>
                Status(page) != "Done" && string.CompareOrdinal((string?)page.Values["Due"]!["start"], today) < 0
            ),
            living.Count == 0 ? 0 : living.Sum(page => Number(page, "Current") / Number(page, "Target")) / living.Count
        );
    }

    private static string? Status(NotionPage page) => (string?)page.Values["Status"]?["name"];

    private static decimal Number(NotionPage page, string property) => page.Values[property]!.GetValue<decimal>();
}
