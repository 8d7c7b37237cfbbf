namespace Nexus.ProviderSimulator.Google;

/// <summary>A property of Google Analytics and all visits to it.</summary>
/// <param name="id">Digits.</param>
public sealed class AnalyticsProperty(string id)
{
    public string Id { get; } = id;

    public string Name { get; set; } = "Shop";

    public string TimeZone { get; set; } = "Europe/Berlin";

    public string Currency { get; set; } = "EUR";

    public DateTimeOffset CreatedAt { get; set; } = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Users who may read it.</summary>
    public HashSet<string> Readers { get; } = new(StringComparer.Ordinal) { "user-1" };

    public List<Visit> Visits { get; } = [];

    /// <summary>Whether it still calls key events conversions.</summary>
    public bool NamesConversions { get; set; }

    public bool IsThresholded { get; set; }

    public bool IsSampled { get; set; }

    public bool HasOtherRow { get; set; }

    /// <summary>Tokens of the hour that are left; each report takes ten.</summary>
    public long TokensLeft { get; set; } = 39_000;

    /// <summary>Whether it is one of Analytics 360, which may be asked more often.</summary>
    public bool IsPaid { get; set; }
}

/// <summary>One session.</summary>
/// <param name="Day">In the property's zone.</param>
/// <param name="Sale">Money of the orders in it.</param>
/// <param name="KeyEvents">Names of the key events in it.</param>
/// <param name="Seconds">How long it lasted.</param>
public sealed record Visit(
    DateOnly Day,
    string User,
    string Channel = "Direct",
    int Views = 1,
    decimal Sale = 0,
    IReadOnlyList<string>? KeyEvents = null,
    bool IsEngaged = true,
    bool IsNew = false,
    decimal Seconds = 60
)
{
    public string Device { get; init; } = "desktop";
    public string Country { get; init; } = "Germany";
    public string LandingPage { get; init; } = "/";
}
