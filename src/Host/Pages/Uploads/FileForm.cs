using System.Globalization;
using Nexus.Application.Imports;
using Nexus.Domain.Imports;
using Nexus.Host.Components;

namespace Nexus.Host.Pages.Uploads;

/// <summary>How a file is read, as a person sets it.</summary>
/// <param name="Encoding">IANA name.</param>
/// <param name="Delimiter">The sign itself, or <see cref="Tab"/>.</param>
/// <param name="Quote">The sign itself, or empty for none.</param>
/// <param name="Skip">Lines above the header, as typed.</param>
public sealed record FileForm(string Encoding, string Delimiter, string Quote, bool Header, string Skip)
{
    /// <summary>Stands for a tab, which forms would not carry faithfully.</summary>
    private const string Tab = "tab";

    private const string Blank = "blank";

    internal static FileForm Of(CsvDetection detection) =>
        new(
            detection.Encoding,
            detection.Delimiter switch
            {
                "\t" => Tab,
                " " => Blank,
                var sign => sign,
            },
            detection.Quote?.ToString() ?? "",
            detection.HeaderRow is not null,
            detection.SkipRows.ToString(CultureInfo.InvariantCulture)
        );

    internal IReadOnlyList<Option> Encodings =>
        With(
            Encoding,
            new("utf-8", "UTF-8 (usual)"),
            new("windows-1252", "Windows Western (windows-1252)"),
            new("windows-1250", "Windows Central European (windows-1250)"),
            new("windows-1251", "Windows Cyrillic (windows-1251)"),
            new("iso-8859-1", "Latin 1 (iso-8859-1)"),
            new("iso-8859-15", "Latin 9 (iso-8859-15)"),
            new("macintosh", "Mac Roman (macintosh)"),
            new("utf-16le", "UTF-16, little end first"),
            new("utf-16be", "UTF-16, big end first"),
            new("shift_jis", "Japanese (shift_jis)"),
            new("gb18030", "Chinese (gb18030)")
        );

    internal IReadOnlyList<Option> Delimiters =>
        With(
            Delimiter,
            new(",", "Comma ,"),
            new(";", "Semicolon ;"),
            new(Tab, "Tab"),
            new("|", "Bar |"),
            new(Blank, "Blank"),
            new(":", "Colon :"),
            new("^", "Caret ^"),
            new("||", "Two bars ||"),
            new("::", "Two colons ::")
        );

    internal IReadOnlyList<Option> Quotes =>
        With(Quote, new("\"", "Double quotes \""), new("'", "Single quotes '"), new("", "None"));

    /// <summary>What is no setting at all.</summary>
    internal Refusals Faults() =>
        SkippedLines is null ? Refusals.Of("skip", "A number of lines from 0 to 1000.") : Refusals.None;

    internal ImportMapping ToSettings() =>
        new()
        {
            Encoding = Encoding,
            Delimiter = Delimiter switch
            {
                Tab => "\t",
                Blank => " ",
                _ => Delimiter,
            },
            Quote = Quote,
            SkipRows = SkippedLines,
            HasHeader = Header,
        };

    internal static Refusals Misfits(CsvMappingException settings) =>
        new(
            [],
            settings
                .Problems.GroupBy(problem => problem.Field == "skipRows" ? "skip" : problem.Field)
                .ToDictionary(
                    field => field.Key,
                    IReadOnlyList<string> (field) => [.. field.Select(problem => problem.Message)],
                    StringComparer.OrdinalIgnoreCase
                )
        );

    private int? SkippedLines =>
        int.TryParse(Skip, NumberStyles.None, CultureInfo.InvariantCulture, out var lines) ? lines : null;

    /// <summary>Also a setting that is none of the usual ones can be chosen where the file has it.</summary>
    private static Option[] With(string chosen, params Option[] usual) =>
        usual.Any(option => option.Value == chosen) ? usual : [new(chosen, chosen), .. usual];
}
