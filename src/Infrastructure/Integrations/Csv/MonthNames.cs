using System.Collections.Frozen;
using System.Text;

namespace Nexus.Infrastructure.Integrations.Csv;

/// <summary>Months by name in English, German, French and Spanish, written out or shortened.</summary>
internal static class MonthNames
{
    private const int MaxBytes = 24;

    private static readonly string[] Long =
    [
        "january januar janvier enero jänner",
        "february februar février fevrier febrero",
        "march märz maerz mars marzo",
        "april avril abril",
        "may mai mayo",
        "june juni juin junio",
        "july juli juillet julio",
        "august août aout agosto",
        "september septembre septiembre setiembre",
        "october oktober octobre octubre",
        "november novembre noviembre",
        "december dezember décembre decembre diciembre",
    ];

    private static readonly string[] Short =
    [
        "jan janv ene jän",
        "feb févr fevr fév fev",
        "mar mär mrz",
        "apr avr abr",
        "",
        "jun",
        "jul juil",
        "aug aoû ago",
        "sep sept set",
        "oct okt",
        "nov",
        "dec dez déc dic",
    ];

    private static readonly FrozenDictionary<string, int> ByName = Build();

    private static readonly FrozenDictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> ByChars =
        ByName.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The month whose name <paramref name="text"/> begins with, and how many bytes the name and its full stop take.</summary>
    public static bool TryRead(ReadOnlySpan<byte> text, out int month, out int length, out bool isLong)
    {
        month = 0;
        isLong = false;
        length = 0;
        while (length < text.Length && IsLetter(text[length]))
            length++;
        if (length is < 3 or > MaxBytes)
            return false;
        Span<char> chars = stackalloc char[MaxBytes];
        if (!Encoding.UTF8.TryGetChars(text[..length], chars, out var count))
            return false;
        if (!ByChars.TryGetValue(chars[..count], out month))
            return false;
        isLong = month > 12;
        month = isLong ? month - 12 : month;
        if (length < text.Length && text[length] == '.')
            length++;
        return true;
    }

    public static bool IsLetter(byte value) => value >= 0x80 || char.IsAsciiLetter((char)value);

    private static FrozenDictionary<string, int> Build()
    {
        var names = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        for (var month = 1; month <= 12; month++)
        {
            foreach (var name in Short[month - 1].Split(' ', StringSplitOptions.RemoveEmptyEntries))
                names[name] = month;
            foreach (var name in Long[month - 1].Split(' '))
                names[name] = month + 12;
        }
        return names.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
    }
}
