using Nexus.Domain.Kpis;
using Nexus.Host.Components;

namespace Nexus.Host.Pages.Workspaces;

/// <summary>What there is to choose from for a workspace's settings.</summary>
internal static class WorkspaceOptions
{
    /// <summary>IANA zones by continent.</summary>
    public static IReadOnlyList<Option> Zones { get; } =
    [
        new("UTC", "UTC"),
        .. TimeZoneInfo
            .GetSystemTimeZones()
            .Where(zone => zone.HasIanaId && zone.Id.Contains('/', StringComparison.Ordinal))
            .Where(zone => !zone.Id.StartsWith("Etc/", StringComparison.Ordinal))
            .Select(zone => zone.Id)
            .Order(StringComparer.Ordinal)
            .Select(id => new Option(
                id,
                id[(id.IndexOf('/', StringComparison.Ordinal) + 1)..].Replace('_', ' '),
                Group: id[..id.IndexOf('/', StringComparison.Ordinal)]
            )),
    ];

    public static IReadOnlyList<Option> Currencies { get; } =
    [.. CurrencyCodes.InUse.Select(code => new Option(code, code))];

    /// <summary>The options, and the value that is set where it is none of them.</summary>
    public static IReadOnlyList<Option> With(this IReadOnlyList<Option> options, string? set) =>
        string.IsNullOrEmpty(set) || options.Any(option => option.Value == set)
            ? options
            : [new Option(set, set), .. options];

    public static IReadOnlyList<Option> Days { get; } =
    [
        new("monday", "Monday"),
        new("tuesday", "Tuesday"),
        new("wednesday", "Wednesday"),
        new("thursday", "Thursday"),
        new("friday", "Friday"),
        new("saturday", "Saturday"),
        new("sunday", "Sunday"),
    ];
}
