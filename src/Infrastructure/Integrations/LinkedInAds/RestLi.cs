using System.Globalization;
using Nexus.Application.Integrations;

namespace Nexus.Infrastructure.Integrations.LinkedInAds;

/// <summary>Writes query values in the syntax of Rest.li 2.0, which no general encoder gets right.</summary>
/// <remarks>
/// The brackets, commas and colons of lists and records stand as they are; what stands in them is encoded once, colons
/// included (<see href="https://linkedin.github.io/rest.li/spec/protocol"/>).
/// </remarks>
internal static class RestLi
{
    public static string Urn(string type, string id) => $"urn:li:{type}:{id}";

    /// <summary>The last part of a URN, or of a bare id.</summary>
    public static string IdOf(string urn) => urn[(urn.LastIndexOf(':') + 1)..];

    public static string List(IEnumerable<string> values) =>
        $"List({string.Join(',', values.Select(Uri.EscapeDataString))})";

    public static string Days(DateRange days) => $"(start:{Day(days.First)},end:{Day(days.Last)})";

    /// <summary>Joins names and values that are encoded already.</summary>
    public static string Query(IEnumerable<(string Name, string Value)> parameters) =>
        string.Join('&', parameters.Select(parameter => $"{parameter.Name}={parameter.Value}"));

    private static string Day(DateOnly day) =>
        string.Create(CultureInfo.InvariantCulture, $"(year:{day.Year},month:{day.Month},day:{day.Day})");
}
