using System.Globalization;
using Nexus.Application.Features.Dashboards;
using Nexus.Application.Storage;

namespace Nexus.Host.Pages.Dashboards;

/// <summary>What the form of a tile holds, as texts.</summary>
/// <param name="Version">Of the dashboard, as the form saw it.</param>
public sealed record TileInput(
    int Version,
    string Kind = "value",
    string? Metric = null,
    string? GroupBy = null,
    string? Title = null,
    string? Width = null,
    string? Height = null,
    string? Filter = null
)
{
    private static readonly char[] Lines = ['\r', '\n'];

    public static TileInput Of(DashboardView dashboard, TileView tile) =>
        new(
            dashboard.Version,
            tile.Kind,
            tile.Query?.Metric,
            tile.Query?.GroupBy,
            tile.Title,
            tile.Width.ToString(CultureInfo.InvariantCulture),
            tile.Height.ToString(CultureInfo.InvariantCulture),
            string.Join('\n', tile.Query?.Filter ?? [])
        );

    public static TileInput Of(IFormCollection form) =>
        new(
            Number(form["version"]) ?? 0,
            form["kind"].ToString(),
            form["metric"],
            Given(form["groupBy"]),
            Given(form["title"]),
            form["width"],
            form["height"],
            form["filter"]
        );

    /// <param name="before">The tile that it changes, whose other settings stay; null for a new one.</param>
    public TileSettings Settings(TileView? before)
    {
        if (Kind == "heading")
            return new TileSettings(Kind, Title, Number(Width), Number(Height));
        var kept = before?.Query ?? new TileQuery("");
        var filter = (Filter ?? "").Split(
            Lines,
            StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries
        );
        return new TileSettings(
            Kind,
            Title,
            Number(Width),
            Number(Height),
            kept with
            {
                Metric = Metric ?? "",
                GroupBy = GroupBy,
                Filter = filter.Length == 0 ? null : filter,
            }
        );
    }

    /// <summary>A whole number; null for anything else.</summary>
    public static int? Number(string? text) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
