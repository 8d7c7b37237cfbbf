namespace Nexus.Domain.Imports;

/// <summary>The limits of an import and the texts that stand for "no value".</summary>
public static class ImportDefaults
{
    public const long MaxFileBytes = 100L * 1024 * 1024;
    public const long MaxRows = 1_000_000;
    public const int MaxColumns = 500;
    public const int MaxRecordBytes = 1024 * 1024;

    /// <summary>Longest text that tells series apart, in characters.</summary>
    public const int MaxDimensionLength = 500;

    public const int PreviewRows = 50;
    public const int PreviewBytes = 1024 * 1024;

    /// <summary>How many errors a report lists; the rejects file holds them all.</summary>
    public const int ReportedErrors = 100;

    public static readonly IReadOnlyList<string> NullValues =
    [
        "-",
        "--",
        "N/A",
        "NA",
        "n/a",
        "null",
        "NULL",
        "None",
        "#N/A",
    ];
}
