using System.Collections.Frozen;

namespace Nexus.Domain.Kpis;

/// <summary>The currencies of ISO 4217, three capital letters each.</summary>
/// <remarks>
/// Source: ISO 4217 lists one (active, with the codes of funds that amounts are kept in) and three (withdrawn), as published
/// by SIX. Without metals, units of account of banks, and the codes for tests and for none. How many decimals an amount has
/// is no part of it: Nexus keeps amounts as they are given, and providers that count in smallest units have tables of their
/// own that differ from the standard.
/// </remarks>
public static class CurrencyCodes
{
    private const string Active =
        "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP CNY "
        + "COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF "
        + "IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA "
        + "MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON "
        + "RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS "
        + "UAH UGX USD UYU UZS VED VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG";

    private const string Funds = "BOV CHE CHW CLF COU MXV USN UYI UYW";

    /// <summary>Withdrawn since 2010: files and accounts reach back to when they were in use.</summary>
    private const string Withdrawn = "ANG BGN BYR CUC EEK HRK LTL LVL MRO SLL STD VEF ZMK ZWL";

    private static readonly FrozenSet<string> Known = $"{Active} {Funds} {Withdrawn}"
        .Split(' ')
        .ToFrozenSet(StringComparer.Ordinal);

    public static IReadOnlyCollection<string> All => Known;

    /// <summary>Those that money is in today, in the order of their codes: for people to choose from.</summary>
    public static IReadOnlyList<string> InUse { get; } = Active.Split(' ');

    /// <param name="code">Case counts: codes are written in capitals.</param>
    public static bool IsKnown(string? code) => code is not null && Known.Contains(code);
}
