using System.Globalization;
using CsvHelper;
using Nexus.Application.Features.Kpis;

namespace Nexus.Infrastructure.Storage.Kpis;

internal sealed class CsvTableWriter : ITableWriter
{
    private static readonly CsvWriterOptions Options = new() { Injection = CsvInjection.Escape };

    public byte[] Write(Table table)
    {
        using var buffer = new MemoryStream();
        using (var writer = CsvWriter.Create(buffer, Options, leaveOpen: true))
        {
            foreach (var name in table.Header)
                writer.WriteField(name);
            writer.EndRecord();
            foreach (var row in table.Rows)
            {
                foreach (var cell in row)
                    WriteCell(writer, cell);
                writer.EndRecord();
            }
        }
        return buffer.ToArray();
    }

    private static void WriteCell(CsvWriter writer, object? cell)
    {
        switch (cell)
        {
            case decimal number:
                writer.WriteField(number, [], CultureInfo.InvariantCulture);
                break;
            case bool flag:
                writer.WriteField(flag);
                break;
            default:
                writer.WriteField(cell as string ?? string.Empty);
                break;
        }
    }
}
