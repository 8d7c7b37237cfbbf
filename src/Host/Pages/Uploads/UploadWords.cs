using System.Collections.Frozen;
using Nexus.Application.Imports;
using Nexus.Application.Storage;
using Nexus.Host.Components;

namespace Nexus.Host.Pages.Uploads;

/// <summary>What the pages of uploads call things.</summary>
internal static class UploadWords
{
    private static readonly FrozenDictionary<string, (string Title, string Remedy)> Faults = new Dictionary<
        string,
        (string, string)
    >(StringComparer.Ordinal)
    {
        ["bad_date"] = ("Not a date in the chosen format", "Correct the cells, or the format of the date column."),
        ["missing_date"] = ("No date", "Give the rows a date, or remove them."),
        ["nonexistent_local_time"] = (
            "A time that the clocks skipped",
            "Write it with its offset from UTC, such as +02:00."
        ),
        ["not_a_number"] = ("Not a number", "Correct the cells, or say which sign separates decimals in the column."),
        ["too_many_digits"] = ("More digits than are kept exactly", "Round the numbers where they come from."),
        ["too_many_fields"] = ("More cells than columns", "Put quotes around cells that hold the delimiter."),
        ["torn_row"] = ("A quote that is not closed", "Close the quote: rows have run together."),
        ["bad_currency"] = ("Not a currency", "Use codes of three letters, such as EUR."),
        ["dimension_too_long"] = ("A text that is too long to group by", "Shorten it to 500 characters."),
        ["invalid_text"] = ("A character that cannot be stored", "Remove the NUL character from the text."),
        ["missing_metric"] = ("No metric named", "Fill the column that names the metric."),
        ["unknown_metric"] = ("A text that stands for no metric", "Say under Columns which metric it means."),
        ["already_stored"] = (
            "Another value is stored already",
            "It stays, since this import only adds. Choose to add and update under Data set if the file is right."
        ),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static IReadOnlyList<Option> Modes { get; } =
    [
        new(
            "upsert",
            "Add and update",
            "Days that are new are added; where the file has another value for a day, the file's counts. Right for most files."
        ),
        new(
            "append",
            "Only add",
            "Days that are new are added. What is stored already stays; values of the file that differ are listed and left out."
        ),
        new(
            "replace",
            "Replace",
            "As add and update, and stored values of the same metrics within the file's dates that the file lacks are removed. Takes a file only as a whole, without bad rows."
        ),
    ];

    public static StatusLook Status(Import import, DateTimeOffset now) =>
        import.Status switch
        {
            ImportStatus.Uploading => new("Uploading", "accent", "upload"),
            ImportStatus.Uploaded => new("Not imported yet", "", "file"),
            ImportStatus.Validated => new("Checked, not imported", "", "file"),
            ImportStatus.Committing when import.IsBusy(now) => new("Importing", "accent", "sync"),
            ImportStatus.Committing => new("Interrupted", "warn", "warning"),
            ImportStatus.Committed when import.Report?.Rejected > 0 => new("Imported in part", "warn", "warning"),
            ImportStatus.Committed => new("Imported", "good", "check"),
            ImportStatus.Undone => new("Undone", "", "undo"),
            ImportStatus.Expired => new("Expired", "", "clock"),
            _ => new("Failed", "bad", "error"),
        };

    public static string Mode(IngestMode mode) => mode.ToString().ToLowerInvariant();

    public static string ModeText(IngestMode mode) => Modes.First(option => option.Value == Mode(mode)).Text;

    /// <returns>Null where there is no such mode.</returns>
    public static IngestMode? ModeOf(string? text) =>
        Modes.Any(option => option.Value == text) ? Enum.Parse<IngestMode>(text!, ignoreCase: true) : null;

    /// <summary>What is wrong with rows, and what to do, by their code.</summary>
    public static (string Title, string Remedy) Fault(string code) =>
        Faults.TryGetValue(code, out var fault) ? fault : (code.Replace('_', ' '), "Correct the rows.");

    /// <summary>A delimiter or quote as it is called.</summary>
    public static string Sign(string? sign) =>
        sign switch
        {
            null or "" => "none",
            "," => "comma",
            ";" => "semicolon",
            "\t" => "tab",
            "|" => "bar |",
            " " => "blank",
            "\"" => "double quotes",
            "'" => "single quotes",
            _ => sign,
        };
}
