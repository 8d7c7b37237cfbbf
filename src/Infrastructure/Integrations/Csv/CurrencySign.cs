using System.Collections.Frozen;
using System.Text;
using Nexus.Domain.Kpis;

namespace Nexus.Infrastructure.Integrations.Csv;

/// <summary>A symbol or code beside an amount, and the ISO 4217 codes that it may stand for, the usual one first.</summary>
internal sealed record CurrencySign(IReadOnlyList<string> Codes)
{
    private const int MaxBytes = 16;

    private static readonly FrozenDictionary<string, CurrencySign> ByText = Build();

    private static readonly FrozenDictionary<string, CurrencySign>.AlternateLookup<ReadOnlySpan<char>> ByChars =
        ByText.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Reads the one code that fits <paramref name="expected"/>, or the usual one.</summary>
    public string Choose(string? expected)
    {
        foreach (var code in Codes)
        {
            if (code == expected)
                return code;
        }
        return Codes[0];
    }

    /// <param name="text">Symbol or code without blanks around it, case aside.</param>
    public static CurrencySign? Find(ReadOnlySpan<byte> text)
    {
        if (text.Length is 0 or > MaxBytes)
            return null;
        Span<char> chars = stackalloc char[MaxBytes];
        if (!Encoding.UTF8.TryGetChars(text, chars, out var length))
            return null;
        return ByChars.TryGetValue(chars[..length], out var sign) ? sign : null;
    }

    /// <summary>The code in upper case where it is one of ISO 4217, else null.</summary>
    public static string? Code(string text)
    {
        var upper = text.Trim().ToUpperInvariant();
        return
            upper.Length == 3
            && ByText.TryGetValue(upper, out var sign)
            && sign.Codes.Count == 1
            && sign.Codes[0] == upper
            ? upper
            : null;
    }

    private static FrozenDictionary<string, CurrencySign> Build()
    {
        var signs = CurrencyCodes.All.ToDictionary(
            code => code,
            code => new CurrencySign([code]),
            StringComparer.OrdinalIgnoreCase
        );
        void Add(string text, params string[] codes) => signs[text] = new CurrencySign(codes);
        Add(
            "$",
            "USD CAD AUD NZD SGD HKD MXN TWD ARS CLP COP BBD BMD BSD BZD FJD GYD JMD KYD LRD NAD SBD SRD TTD XCD".Split(
                ' '
            )
        );
        Add("US$", "USD");
        Add("C$", "CAD", "NIO");
        Add("CA$", "CAD");
        Add("A$", "AUD");
        Add("AU$", "AUD");
        Add("NZ$", "NZD");
        Add("S$", "SGD");
        Add("HK$", "HKD");
        Add("NT$", "TWD");
        Add("MX$", "MXN");
        Add("R$", "BRL");
        Add("€", "EUR");
        Add("£", "GBP", "EGP", "LBP", "SYP", "GIP", "FKP", "SHP");
        Add("¥", "JPY", "CNY");
        Add("￥", "JPY", "CNY");
        Add("元", "CNY", "TWD", "HKD");
        Add("円", "JPY");
        Add("kr", "SEK", "NOK", "DKK", "ISK");
        Add("kr.", "DKK", "SEK", "NOK", "ISK");
        Add("Fr.", "CHF", "XAF", "XOF", "XPF");
        Add("SFr.", "CHF");
        Add("₹", "INR");
        Add("Rs", "INR", "PKR", "LKR", "NPR", "MUR");
        Add("Rs.", "INR", "PKR", "LKR", "NPR", "MUR");
        Add("zł", "PLN");
        Add("Kč", "CZK");
        Add("Ft", "HUF");
        Add("lei", "RON", "MDL");
        Add("лв", "BGN");
        Add("лв.", "BGN");
        Add("₽", "RUB");
        Add("₺", "TRY");
        Add("₪", "ILS");
        Add("₩", "KRW", "KPW");
        Add("฿", "THB");
        Add("₫", "VND");
        Add("₴", "UAH");
        Add("₱", "PHP");
        Add("₦", "NGN");
        Add("₡", "CRC");
        Add("₸", "KZT");
        Add("Rp", "IDR");
        Add("RM", "MYR");
        Add("R", "ZAR");
        Add("د.ا.", "JOD");
        Add("د.ا", "JOD");
        Add("د.إ.", "AED");
        Add("د.إ", "AED");
        Add("ر.س.", "SAR");
        Add("ر.س", "SAR");
        Add("د.ك.", "KWD");
        Add("د.ك", "KWD");
        return signs.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
    }
}
