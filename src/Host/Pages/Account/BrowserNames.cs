namespace Nexus.Host.Pages.Account;

/// <summary>What a browser says of itself, in words that its owner recognises.</summary>
internal static class BrowserNames
{
    /// <remarks>In this order: most browsers say that they are others, too.</remarks>
    private static readonly (string Mark, string Name)[] Browsers =
    [
        ("Edg/", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ];

    private static readonly (string Mark, string Name)[] Systems =
    [
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS X", "macOS"),
        ("Linux", "Linux"),
    ];

    /// <returns>Such as <c>Firefox on Linux</c>.</returns>
    public static string Of(string agent) =>
        (Find(Browsers, agent), Find(Systems, agent)) switch
        {
            ({ } browser, { } system) => $"{browser} on {system}",
            ({ } browser, null) => browser,
            (null, { } system) => $"A browser on {system}",
            _ => "Unknown browser",
        };

    private static string? Find((string Mark, string Name)[] known, string agent) =>
        known.FirstOrDefault(one => agent.Contains(one.Mark, StringComparison.Ordinal)).Name;
}
