namespace Nexus.Infrastructure.Integrations.Csv;

/// <summary>A cell read as a number.</summary>
/// <param name="Value">Percent values in percent points.</param>
/// <param name="Currency">What stands beside it, or null.</param>
/// <param name="Percent">Whether it carries a percent sign.</param>
/// <param name="Scientific">Whether it has an exponent.</param>
internal readonly record struct NumberCell(decimal Value, CurrencySign? Currency, bool Percent, bool Scientific);

internal enum NumberOutcome
{
    Number,
    NotANumber,

    /// <summary>It is a number, but not one that a decimal holds digit for digit.</summary>
    TooManyDigits,
}

/// <summary>Under which decimal separators a cell is a number.</summary>
[Flags]
internal enum NumberReading
{
    None = 0,
    Dot = 1,
    Comma = 2,

    /// <summary>It has the same value under both.</summary>
    Same = 4,
    Percent = 8,
    Scientific = 16,
}
