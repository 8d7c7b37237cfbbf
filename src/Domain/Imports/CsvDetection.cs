using System.Text.Json.Serialization;

namespace Nexus.Domain.Imports;

/// <summary>What one reading of the whole file found out about it; each entry can be overridden by a mapping.</summary>
/// <param name="Encoding">IANA name of the character set.</param>
/// <param name="EncodingGuessed">True where neither a byte order mark nor valid UTF-8 decided it.</param>
/// <param name="Delimiter">One or more characters between fields.</param>
/// <param name="Quote">The quote character, or null where fields are not quoted.</param>
/// <param name="Escape">The escape character where quotes are escaped by one, else null (quotes are doubled).</param>
/// <param name="SkipRows">Lines before the header or the first row, incl. a <c>sep=</c> line.</param>
/// <param name="HeaderRow">1-based line of the header, or null where the file has none.</param>
/// <param name="Columns">In file order.</param>
/// <param name="Questions">What the file leaves open and a person has to say.</param>
/// <param name="Preview">The first rows as text, at most <see cref="ImportDefaults.PreviewRows"/>.</param>
/// <param name="Rows">Data rows in the file.</param>
/// <param name="Warnings">What was put right on the way, such as a repeated column name.</param>
/// <param name="LayoutHash">Lower-case hex hash of the header (or of the column types): equal for files of one layout.</param>
public sealed record CsvDetection(
    string Encoding,
    bool EncodingGuessed,
    string Delimiter,
    char? Quote,
    char? Escape,
    int SkipRows,
    int? HeaderRow,
    IReadOnlyList<CsvColumn> Columns,
    IReadOnlyList<CsvQuestion> Questions,
    IReadOnlyList<IReadOnlyList<string?>> Preview,
    long Rows,
    IReadOnlyList<string> Warnings,
    string LayoutHash
)
{
    /// <summary>Name of the data set that files of this layout form where nobody gives one.</summary>
    [JsonIgnore]
    public string LayoutDataset => LayoutHash[..12];
}

/// <summary>One column as detected.</summary>
/// <param name="Index">0-based position.</param>
/// <param name="Name">Unique name: the header cell, <c>name_2</c> for a repeated one, <c>column_3</c> for an empty one.</param>
/// <param name="Role">date, value, dimension, currency or ignore: what a mapping would most likely make of it.</param>
/// <param name="Type">date, number, text or empty.</param>
/// <param name="Format">For a date its .NET format; for a number its decimal separator; null where open or not applicable.</param>
/// <param name="Currency">ISO 4217 code found in the cells or the header, else null.</param>
/// <param name="Percent">Whether its cells carry a percent sign.</param>
/// <param name="Samples">Up to five different cells.</param>
/// <param name="SuggestedMetric">Catalogue key that its name points to, else null.</param>
/// <param name="Scientific">Whether its numbers may have an exponent.</param>
/// <param name="Labels">Its different cells, where they are at most a hundred and short; else null.</param>
public sealed record CsvColumn(
    int Index,
    string Name,
    string Role,
    string Type,
    string? Format,
    string? Currency,
    bool Percent,
    IReadOnlyList<string> Samples,
    string? SuggestedMetric,
    bool Scientific = false,
    IReadOnlyList<string>? Labels = null
);

/// <summary>Something the file does not decide.</summary>
/// <param name="Code">date_order, decimal_separator, delimiter, no_date_column or no_value_column.</param>
/// <param name="Column">Name of the column it is about, else null.</param>
/// <param name="Text">The question as a person reads it.</param>
/// <param name="Options">The answers that the mapping may give, the likeliest first.</param>
public sealed record CsvQuestion(string Code, string? Column, string Text, IReadOnlyList<string> Options);
