using Nexus.Application.Imports;
using Nexus.Domain.Imports;

namespace Nexus.Infrastructure.Integrations.Csv;

/// <summary>Holds the settings that a person fixed to what can be read by.</summary>
internal static class GivenSettings
{
    private const int MaxSkipRows = 1000;

    /// <exception cref="CsvMappingException">Some setting is none; it names all that are.</exception>
    public static void Check(ImportMapping? given)
    {
        if (given is null)
            return;
        var problems = new PlanProblems();
        if (given.Encoding is { } encoding && TextEncodings.Find(encoding) is null)
            problems.Add(CsvProblems.UnknownEncoding(encoding));
        var isQuote = IsMark(given.Quote);
        var isEscape = IsMark(given.Escape);
        if (!isQuote)
            problems.Add("quote", "bad_quote", "A quote is one sign such as \" or ', or empty for none.");
        if (!isEscape)
            problems.Add("escape", "bad_escape", "An escape is one sign such as \\, or empty for none.");
        var quote = isQuote && given.Quote is { Length: 1 } ? given.Quote[0] : (char?)null;
        var escape = isEscape && given.Escape is { Length: 1 } ? given.Escape[0] : (char?)null;
        if (quote is not null && quote == escape)
            problems.Add(
                "escape",
                "bad_escape",
                "Quote and escape are two different signs; doubled quotes need no escape."
            );
        else if (given.Delimiter is { } delimiter && !new CsvDialect(delimiter, quote, escape).IsUsable())
            problems.Add(
                "delimiter",
                "bad_delimiter",
                $"'{delimiter}' cannot separate fields: it is empty, longer than 16 bytes, or holds a line break, a quote or an escape."
            );
        if (given.SkipRows is < 0 or > MaxSkipRows)
            problems.Add("skipRows", "bad_skip_rows", $"From 0 to {MaxSkipRows} lines can be skipped.");
        problems.ThrowIfAny();
    }

    private static bool IsMark(string? mark) => mark is null or "" || (mark.Length == 1 && CsvDialect.IsMark(mark[0]));
}
