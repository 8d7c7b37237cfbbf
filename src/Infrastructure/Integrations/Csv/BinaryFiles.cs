using Nexus.Application.Imports;

namespace Nexus.Infrastructure.Integrations.Csv;

/// <summary>Recognises files that are no text.</summary>
internal static class BinaryFiles
{
    private const string Workbook =
        "This is an Excel workbook or another zip archive. Save the sheet as CSV and upload that.";

    private static readonly (byte[] Start, string Message)[] Known =
    [
        ([0x50, 0x4B, 0x03, 0x04], Workbook),
        ([0x50, 0x4B, 0x05, 0x06], Workbook),
        ([0xD0, 0xCF, 0x11, 0xE0], "This is an old Excel workbook. Save the sheet as CSV and upload that."),
        ([0x25, 0x50, 0x44, 0x46, 0x2D], "This is a PDF document. Export the figures as CSV and upload that."),
        ([0x89, 0x50, 0x4E, 0x47], "This is a picture."),
        ([0xFF, 0xD8, 0xFF], "This is a picture."),
        ([0x47, 0x49, 0x46, 0x38], "This is a picture."),
        ([0x1F, 0x8B], "This file is compressed. Unpack it and upload the CSV file inside."),
        ([0x42, 0x5A, 0x68], "This file is compressed. Unpack it and upload the CSV file inside."),
        ([0x28, 0xB5, 0x2F, 0xFD], "This file is compressed. Unpack it and upload the CSV file inside."),
        ([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00], "This file is compressed. Unpack it and upload the CSV file inside."),
        ([0x37, 0x7A, 0xBC, 0xAF], "This file is compressed. Unpack it and upload the CSV file inside."),
        ([0x50, 0x41, 0x52, 0x31], "This is a Parquet file. Export it as CSV and upload that."),
        (
            [0x53, 0x51, 0x4C, 0x69, 0x74, 0x65, 0x20],
            "This is a SQLite database. Export the table as CSV and upload that."
        ),
        ([0x7F, 0x45, 0x4C, 0x46], "This is a program."),
    ];

    /// <param name="start">The first bytes as they are stored.</param>
    /// <param name="text">The first stretch of text that they were read as.</param>
    /// <exception cref="CsvFileException">The file is no text; code <c>binary_file</c>.</exception>
    public static void Refuse(ReadOnlySpan<byte> start, ReadOnlySpan<byte> text)
    {
        foreach (var (magic, message) in Known)
        {
            if (start.StartsWith(magic))
                throw new CsvFileException("binary_file", message);
        }
        if (text.Count((byte)0) > text.Length / 20)
            throw new CsvFileException(
                "binary_file",
                "This file is not text. Export the figures as CSV and upload that."
            );
    }
}
