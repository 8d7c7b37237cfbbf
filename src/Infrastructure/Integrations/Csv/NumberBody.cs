namespace Nexus.Infrastructure.Integrations.Csv;

/// <summary>Reads digits with group and decimal separators, exactly or not at all.</summary>
internal static class NumberBody
{
    /// <summary>Significant digits that every decimal can hold.</summary>
    private const int MaxDigits = 28;

    /// <param name="body">Begins with a digit or a separator before one, and ends with a digit.</param>
    public static NumberOutcome TryRead(
        ReadOnlySpan<byte> body,
        byte separator,
        bool scientific,
        out decimal value,
        out bool isScientific
    )
    {
        value = default;
        isScientific = false;
        var exponent = 0;
        var mark = body.IndexOfAny((byte)'e', (byte)'E');
        if (mark >= 0)
        {
            isScientific = true;
            if (!scientific || !TryReadExponent(body[(mark + 1)..], out exponent))
                return NumberOutcome.NotANumber;
            body = body[..mark];
        }
        var point = body.IndexOf(separator);
        var whole = point < 0 ? body : body[..point];
        var fraction = point < 0 ? [] : body[(point + 1)..];
        if ((point >= 0 && fraction.Length == 0) || (whole.Length == 0 && fraction.Length == 0))
            return NumberOutcome.NotANumber;
        if (fraction.ContainsAnyExceptInRange((byte)'0', (byte)'9') || !IsGrouped(whole, separator))
            return NumberOutcome.NotANumber;
        return Assemble(whole, fraction, exponent, out value);
    }

    private static bool TryReadExponent(ReadOnlySpan<byte> text, out int exponent)
    {
        exponent = 0;
        var negative = text.Length > 0 && text[0] == '-';
        if (text.Length > 0 && text[0] is (byte)'-' or (byte)'+')
            text = text[1..];
        if (text.Length is 0 or > 4 || text.ContainsAnyExceptInRange((byte)'0', (byte)'9'))
            return false;
        foreach (var digit in text)
            exponent = (exponent * 10) + (digit - '0');
        exponent = negative ? -exponent : exponent;
        return true;
    }

    /// <summary>Only digits, or groups of three, or as in India groups of two before a last one of three.</summary>
    private static bool IsGrouped(ReadOnlySpan<byte> whole, byte separator)
    {
        var at = whole.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        if (at < 0)
            return true;
        var group = whole[at];
        if (at == 0 || group == separator || group is not ((byte)'.' or (byte)',' or (byte)'\'' or (byte)' '))
            return false;
        if (whole[0] == '0')
            return false;
        var threes = at <= 3;
        var twos = at <= 2 && group == ',';
        while (true)
        {
            whole = whole[(at + 1)..];
            at = whole.IndexOf(group);
            var length = at < 0 ? whole.Length : at;
            if (whole[..length].ContainsAnyExceptInRange((byte)'0', (byte)'9'))
                return false;
            if (at < 0)
                return length == 3 && (threes || twos);
            threes &= length == 3;
            twos &= length == 2;
        }
    }

    private static NumberOutcome Assemble(
        ReadOnlySpan<byte> whole,
        ReadOnlySpan<byte> fraction,
        int exponent,
        out decimal value
    )
    {
        value = default;
        UInt128 total = 0;
        var digits = 0;
        var scale = -exponent;
        foreach (var character in whole)
        {
            if ((uint)(character - '0') <= 9 && !Add(character, ref total, ref digits))
                return NumberOutcome.TooManyDigits;
        }
        if (whole.Length + fraction.Length > MaxDigits)
            fraction = fraction.TrimEnd((byte)'0');
        foreach (var character in fraction)
        {
            if (!Add(character, ref total, ref digits))
                return NumberOutcome.TooManyDigits;
            scale++;
        }
        for (; scale < 0 && total != 0; scale++)
        {
            if (!Add((byte)'0', ref total, ref digits))
                return NumberOutcome.TooManyDigits;
        }
        for (; scale > MaxDigits && total % 10 == 0 && total != 0; scale--)
            total /= 10;
        if (total == 0)
            scale = Math.Clamp(scale, 0, MaxDigits);
        if (scale > MaxDigits)
            return NumberOutcome.TooManyDigits;
        value = new decimal((int)(uint)total, (int)(uint)(total >> 32), (int)(uint)(total >> 64), false, (byte)scale);
        return NumberOutcome.Number;
    }

    private static bool Add(byte digit, ref UInt128 total, ref int digits)
    {
        if (total == 0 && digit == '0')
            return true;
        if (++digits > MaxDigits)
            return false;
        total = (total * 10) + (uint)(digit - '0');
        return true;
    }
}
