using System.Globalization;
using CsvHelper;
using Nexus.Application.Imports;
using Nexus.Domain.Imports;

namespace Nexus.Infrastructure.Integrations.Csv;

/// <summary>The refused rows of an import as a CSV file that a spreadsheet opens without running anything in it.</summary>
internal sealed class RejectsFile : IRejectsWriter
{
    private static readonly CsvWriterOptions Options = new()
    {
        Injection = CsvInjection.Escape,
        WriteByteOrderMark = true,
    };

    private static readonly string[] Header = ["line", "record", "column", "code", "message", "raw"];

    Task IRejectsWriter.WriteAsync(
        IAsyncEnumerable<RowError> rows,
        Stream target,
        CancellationToken cancellationToken
    ) => WriteAsync(target, rows, cancellationToken);

    /// <param name="output">UTF-8 with byte order mark goes here; stays open.</param>
    public static async Task WriteAsync(
        Stream output,
        IAsyncEnumerable<RowError> errors,
        CancellationToken cancellationToken
    )
    {
        await using var writer = CsvWriter.Create(output, Options, leaveOpen: true);
        writer.WriteHeader(Header);
        await foreach (var error in errors.WithCancellation(cancellationToken))
        {
            string[] cells =
            [
                error.Line.ToString(CultureInfo.InvariantCulture),
                error.Record.ToString(CultureInfo.InvariantCulture),
                error.Column ?? "",
                error.Code,
                error.Message,
                error.Raw,
            ];
            await writer.WriteRecordAsync(cells, cancellationToken);
        }
        await writer.FlushAsync(cancellationToken);
    }
}
