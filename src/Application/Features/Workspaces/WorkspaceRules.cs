using System.Text.RegularExpressions;
using FluentValidation;
using Nexus.Domain.Kpis;

namespace Nexus.Application.Features.Workspaces;

/// <summary>What a workspace's settings have to be like, wherever they are given.</summary>
internal static partial class WorkspaceRules
{
    public static IRuleBuilderOptions<T, string?> WorkspaceName<T>(this IRuleBuilder<T, string?> rule) =>
        rule.Must(name => name is { Length: <= 200 } && name.Trim().Length > 0 && !name.Any(char.IsControl))
            .WithMessage("A name has 1 to 200 characters.");

    public static IRuleBuilderOptions<T, string?> TimeZone<T>(this IRuleBuilder<T, string?> rule) =>
        rule.Must(IsTimeZone).WithMessage("A time zone is an IANA name such as Europe/Berlin.");

    public static IRuleBuilderOptions<T, string?> Currency<T>(this IRuleBuilder<T, string?> rule) =>
        rule.Must(CurrencyCodes.IsKnown).WithMessage("A currency is one of the ISO 4217 codes, such as EUR.");

    public static IRuleBuilderOptions<T, string?> WeekStart<T>(this IRuleBuilder<T, string?> rule) =>
        rule.Must(name => name is not null && TryReadDay(name, out _))
            .WithMessage("The week starts on monday, tuesday, wednesday, thursday, friday, saturday or sunday.");

    public static bool TryReadDay(string name, out DayOfWeek day)
    {
        foreach (var candidate in Enum.GetValues<DayOfWeek>())
        {
            if (string.Equals(candidate.ToString(), name, StringComparison.OrdinalIgnoreCase))
            {
                day = candidate;
                return true;
            }
        }
        day = default;
        return false;
    }

    private static bool IsTimeZone(string? name) =>
        name is { Length: <= 64 }
        && ZoneName().IsMatch(name)
        && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone)
        && zone.HasIanaId;

    /// <remarks>Starts with a capital, which keeps out the system's own folders and files such as <c>posix/</c>.</remarks>
    [GeneratedRegex("^[A-Z][A-Za-z_]*(/[A-Za-z0-9_+-]+){0,2}$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex ZoneName();
}
