using System.Globalization;
using System.Text.Json;
using Nexus.Application.Integrations;
using Nexus.Infrastructure.Integrations.Shared;

namespace Nexus.Infrastructure.Integrations.Notion;

/// <summary>What is kept of a page that is an objective: what it says, before the settings say what that means.</summary>
/// <param name="Group">Notion's own group of the status: To-do, In progress or Complete.</param>
/// <param name="Percent">Whether Notion shows <paramref name="Value"/> as a share of a hundred.</param>
/// <param name="Due">The last day, <c>yyyy-MM-dd</c>.</param>
internal sealed record Objective(
    string Title,
    string? Status,
    string? Group,
    decimal? Value,
    decimal? Target,
    decimal? Start,
    bool Percent,
    string? Due,
    string? Owner,
    string? Url
)
{
    public const string Stream = "objectives";

    /// <exception cref="RawDataException">A property holds something else than its type says.</exception>
    public static Objective Of(JsonElement page, JsonElement mapped) =>
        new(
            PropertyValue.Text(mapped.Member("title")) ?? "Untitled",
            PropertyValue.Text(mapped.Member("status")),
            mapped.Text("group"),
            PropertyValue.Number(mapped.Member("progress"), "progress"),
            PropertyValue.Number(mapped.Member("target"), "target"),
            PropertyValue.Number(mapped.Member("start"), "start"),
            mapped.Flag("percent"),
            PropertyValue.Days(mapped.Member("due"), "due")?.Last.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            PropertyValue.Text(mapped.Member("owner")),
            page.Text("url")
        );

    public static Objective? Read(SourceRecord record) => record.Deleted ? null : StoredJson.Read<Objective>(record);

    /// <summary>
    /// How far it is: 0 at its beginning, 1 when it is reached, more or less where its numbers say so; null where nothing says it.
    /// </summary>
    public decimal? Progress(NotionSettings settings) =>
        Measured(settings)
        ?? (
            IsCompleted(settings) ? 1
            : settings.Progress is not null || Status is null ? null
            : Group is "In progress" ? 0.5m
            : 0
        );

    public bool IsCompleted(NotionSettings settings) =>
        Status is not { } status ? settings.Status is null && Measured(settings) >= 1
        : settings.Completed.Count > 0 ? settings.Completed.Contains(status, StringComparer.OrdinalIgnoreCase)
        : Group is "Complete" || (Group is null && status is "Yes");

    public bool IsAtRisk(NotionSettings settings) =>
        Status is { } status
        && settings.AtRisk.Contains(status, StringComparer.OrdinalIgnoreCase)
        && !IsCompleted(settings);

    /// <param name="day">A day of the workspace.</param>
    public bool IsOverdue(NotionSettings settings, DateOnly day) =>
        Due is { } due
        && DateOnly.ParseExact(due, "yyyy-MM-dd", CultureInfo.InvariantCulture) < day
        && !IsCompleted(settings);

    /// <summary>By its numbers alone; a target that is where it began cannot be measured.</summary>
    private decimal? Measured(NotionSettings settings)
    {
        if (Value is not { } value)
            return null;
        if (settings.Target is null)
            return settings.InPoints && !Percent ? value / 100 : value;
        var start = Start ?? 0;
        return Target is { } target && target != start ? (value - start) / (target - start) : null;
    }
}
