namespace Nexus.Infrastructure.Integrations.Shared.Ads;

/// <summary>Names and values of the dimensions of ad KPIs.</summary>
internal static class AdDimensions
{
    public const string Group = "campaign_group";
    public const string Campaign = "campaign";
    public const string Set = "adset";
    public const string Ad = "ad";

    /// <summary>The value that stands for an object: its name for people, and its id because names repeat.</summary>
    public static string Label(string? name, string id) =>
        string.IsNullOrWhiteSpace(name) ? id : $"{name.Trim()} ({id})";
}
