using System.Buffers;

namespace Nexus.Infrastructure.Integrations.Csv;

/// <summary>An amount taken apart: sign, currency and percent sign off, the digits and their separators left.</summary>
internal ref struct NumberParts
{
    /// <summary>A longer cell is not taken for a number.</summary>
    public const int MaxBytes = 128;

    private static readonly SearchValues<byte> EndOfToken = SearchValues.Create("0123456789 -+()%"u8);

    public ReadOnlySpan<byte> Body;
    public bool Negative;
    public bool Percent;
    public CurrencySign? Currency;

    private int _signs;
    private int _opened;
    private int _closed;

    /// <param name="buffer">At least <see cref="MaxBytes"/>; the body lies in it.</param>
    public static bool TrySplit(ReadOnlySpan<byte> cell, Span<byte> buffer, out NumberParts parts)
    {
        parts = default;
        if (cell.Length is 0 or > MaxBytes || cell.IndexOfAnyInRange((byte)'0', (byte)'9') < 0)
            return false;
        parts.Body = buffer[..Normalise(cell, buffer)];
        if (!parts.PeelFront() || !parts.PeelBack())
            return false;
        var isBracketed = parts._opened == 1;
        parts.Negative |= isBracketed;
        return parts._opened == parts._closed && parts._opened <= 1 && parts._signs <= (isBracketed ? 0 : 1);
    }

    private bool PeelFront()
    {
        while (Body.Length > 0)
        {
            var first = Body[0];
            if (IsDigit(first) || (first is (byte)'.' or (byte)',' && Body.Length > 1 && IsDigit(Body[1])))
                return true;
            var length = 1;
            if (first == '(')
                _opened++;
            else if (!TakeSign(first))
            {
                length = Body.IndexOfAny(EndOfToken);
                if (length <= 0 || !TakeCurrency(Body[..length]))
                    return false;
            }
            Body = Body[length..];
        }
        return false;
    }

    private bool PeelBack()
    {
        while (Body.Length > 0)
        {
            var last = Body[^1];
            if (IsDigit(last))
                return true;
            var start = Body.Length - 1;
            if (last == ')')
                _closed++;
            else if (!TakeSign(last))
            {
                start = Body.LastIndexOfAny(EndOfToken) + 1;
                if (start == Body.Length || !TakeCurrency(Body[start..]))
                    return false;
            }
            Body = Body[..start];
        }
        return false;
    }

    /// <summary>Takes a blank, a sign or a percent sign.</summary>
    private bool TakeSign(byte value)
    {
        switch (value)
        {
            case (byte)' ':
                return true;
            case (byte)'-' or (byte)'+':
                Negative |= value == '-';
                _signs++;
                return true;
            case (byte)'%' when !Percent:
                Percent = true;
                return true;
            default:
                return false;
        }
    }

    private bool TakeCurrency(scoped ReadOnlySpan<byte> token)
    {
        if (Currency is not null || CurrencySign.Find(token) is not { } sign)
            return false;
        Currency = sign;
        return true;
    }

    private static bool IsDigit(byte value) => (uint)(value - '0') <= 9;

    /// <summary>Brings the many blanks, apostrophes and minus signs of Unicode to one each, and drops direction marks.</summary>
    private static int Normalise(ReadOnlySpan<byte> cell, Span<byte> output)
    {
        var length = 0;
        for (var i = 0; i < cell.Length; i++)
        {
            var value = cell[i];
            if (value == 0xC2 && Next(cell, i, 1) == 0xA0)
                (output[length++], i) = ((byte)' ', i + 1);
            else if (value == 0xD8 && Next(cell, i, 1) == 0x9C)
                i++;
            else if (value == 0xE2 && Special(Next(cell, i, 1), Next(cell, i, 2)) is var special and not 0xFF)
            {
                i += 2;
                if (special != 0)
                    output[length++] = special;
            }
            else
                output[length++] = value == '\t' ? (byte)' ' : value;
        }
        return length;
    }

    /// <summary>What E2 and these two bytes stand for: 0 for nothing at all, FF for themselves.</summary>
    private static byte Special(int second, int third) =>
        (second, third) switch
        {
            (0x80, 0x87 or 0x89 or 0xAF) => (byte)' ',
            (0x80, 0x8E or 0x8F) => 0,
            (0x80, >= 0xAA and <= 0xAE) => 0,
            (0x81, >= 0xA6 and <= 0xA9) => 0,
            (0x80, 0x98 or 0x99) => (byte)'\'',
            (0x88, 0x92) => (byte)'-',
            _ => 0xFF,
        };

    private static int Next(ReadOnlySpan<byte> cell, int at, int offset) =>
        at + offset < cell.Length ? cell[at + offset] : -1;
}
