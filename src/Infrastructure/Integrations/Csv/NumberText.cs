namespace Nexus.Infrastructure.Integrations.Csv;

/// <summary>Reads amounts as people and programs write them: grouped, signed in any of the usual ways, with a currency.</summary>
internal static class NumberText
{
    private const byte Dot = (byte)'.';
    private const byte Comma = (byte)',';
    private const int FastDigits = 18;

    /// <param name="cell">The cell without blanks around it.</param>
    /// <param name="separator">The decimal separator of the column: a dot or a comma.</param>
    /// <param name="scientific">Whether an exponent is read; elsewhere it makes the cell a text.</param>
    public static NumberOutcome TryRead(ReadOnlySpan<byte> cell, byte separator, bool scientific, out NumberCell number)
    {
        if (TryReadPlain(cell, separator, out var plain))
        {
            number = new(plain, null, false, false);
            return NumberOutcome.Number;
        }
        number = default;
        Span<byte> buffer = stackalloc byte[NumberParts.MaxBytes];
        if (!NumberParts.TrySplit(cell, buffer, out var parts))
            return NumberOutcome.NotANumber;
        var outcome = NumberBody.TryRead(parts.Body, separator, scientific, out var value, out var isScientific);
        if (outcome == NumberOutcome.Number)
            number = new(parts.Negative ? -value : value, parts.Currency, parts.Percent, isScientific);
        return outcome;
    }

    /// <summary>What the cell is under each decimal separator.</summary>
    public static NumberReading Classify(ReadOnlySpan<byte> cell, out CurrencySign? currency)
    {
        currency = null;
        var plain = ClassifyPlain(cell);
        if (plain != NumberReading.None)
            return plain;
        Span<byte> buffer = stackalloc byte[NumberParts.MaxBytes];
        if (!NumberParts.TrySplit(cell, buffer, out var parts))
            return NumberReading.None;
        currency = parts.Currency;
        var dot = NumberBody.TryRead(parts.Body, Dot, true, out var asDot, out var dotScientific);
        var comma = NumberBody.TryRead(parts.Body, Comma, true, out var asComma, out var commaScientific);
        var reading = NumberReading.None;
        if (dot != NumberOutcome.NotANumber)
            reading |= NumberReading.Dot;
        if (comma != NumberOutcome.NotANumber)
            reading |= NumberReading.Comma;
        if (reading == NumberReading.None)
            return reading;
        if (dot == NumberOutcome.Number && comma == NumberOutcome.Number && asDot == asComma)
            reading |= NumberReading.Same;
        if (parts.Percent)
            reading |= NumberReading.Percent;
        if (dotScientific || commaScientific)
            reading |= NumberReading.Scientific;
        return reading;
    }

    /// <summary>Digits with at most one decimal separator and a leading minus, few enough for 64 bits.</summary>
    private static bool TryReadPlain(ReadOnlySpan<byte> cell, byte separator, out decimal value)
    {
        value = default;
        var negative = cell.Length > 0 && cell[0] == '-';
        var digits = negative ? cell[1..] : cell;
        if (digits.Length is 0 or > FastDigits)
            return false;
        ulong total = 0;
        var point = -1;
        for (var i = 0; i < digits.Length; i++)
        {
            var digit = (uint)(digits[i] - '0');
            if (digit <= 9)
                total = (total * 10) + digit;
            else if (digits[i] == separator && point < 0 && i > 0)
                point = i;
            else
                return false;
        }
        if (point == digits.Length - 1)
            return false;
        var scale = point < 0 ? 0 : digits.Length - 1 - point;
        value = new decimal((int)(uint)total, (int)(uint)(total >> 32), 0, negative, (byte)scale);
        return true;
    }

    private static NumberReading ClassifyPlain(ReadOnlySpan<byte> cell)
    {
        var digits = cell.Length > 0 && cell[0] == '-' ? cell[1..] : cell;
        if (digits.Length is 0 or > FastDigits)
            return NumberReading.None;
        var point = -1;
        for (var i = 0; i < digits.Length; i++)
        {
            if ((uint)(digits[i] - '0') <= 9)
                continue;
            if (point >= 0 || digits[i] is not (Dot or Comma))
                return NumberReading.None;
            point = i;
        }
        if (point < 0)
            return NumberReading.Dot | NumberReading.Comma | NumberReading.Same;
        if (point == 0 || point == digits.Length - 1)
            return NumberReading.None;
        var own = digits[point] == Dot ? NumberReading.Dot : NumberReading.Comma;
        var couldGroup = digits.Length - point == 4 && point <= 3 && digits[0] != '0';
        return couldGroup ? NumberReading.Dot | NumberReading.Comma : own;
    }
}
