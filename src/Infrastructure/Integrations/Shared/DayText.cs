using System.Globalization;

namespace Nexus.Infrastructure.Integrations.Shared;

/// <summary>Days in the form <c>yyyy-MM-dd</c>, as most providers and all settings write them.</summary>
internal static class DayText
{
    public const string Form = "yyyy-MM-dd";

    /// <summary>The same without hyphens.</summary>
    public const string Compact = "yyyyMMdd";

    /// <summary>Null where the text is no day of the form, and nothing else.</summary>
    public static DateOnly? Read(ReadOnlySpan<char> text, string form = Form) =>
        DateOnly.TryParseExact(text, form, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    public static string Write(DateOnly day, string form = Form) => day.ToString(form, CultureInfo.InvariantCulture);
}
