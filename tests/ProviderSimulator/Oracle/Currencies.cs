namespace Nexus.ProviderSimulator.Oracle;

/// <summary>How many minor units make one of a currency, as Stripe counts and not as ISO 4217 does.</summary>
public static class Currencies
{
    private static readonly HashSet<string> WithoutDecimals =
    [
        "bif",
        "clp",
        "djf",
        "gnf",
        "jpy",
        "kmf",
        "krw",
        "mga",
        "pyg",
        "rwf",
        "vnd",
        "vuv",
        "xaf",
        "xof",
        "xpf",
    ];

    private static readonly HashSet<string> WithThree = ["bhd", "jod", "kwd", "omr", "tnd"];

    /// <summary>1, 100 or 1000. Shillings of Uganda and crowns of Iceland have 100, against ISO.</summary>
    public static decimal MinorUnits(string currency) =>
        WithoutDecimals.Contains(currency) ? 1m
        : WithThree.Contains(currency) ? 1000m
        : 100m;

    public static decimal ToMajor(decimal minor, string currency) => minor / MinorUnits(currency);
}
