using System.Globalization;

namespace Nexus.Infrastructure.Integrations.Shared;

/// <summary>Days in the form <c>yyyy-MM-dd</c>, as most providers and all settings write them.</summary>
internal static class DayText
{
    public const string Form = "yyyy-MM-dd";

    /// <summary>Null where the text is no day of that form, and nothing else.</summary>
    public static DateOnly? Read(ReadOnlySpan<char> text) =>
        DateOnly.TryParseExact(text, Form, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    public static string Write(DateOnly day) => day.ToString(Form, CultureInfo.InvariantCulture);
}
