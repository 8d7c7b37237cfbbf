using System.Text;
using Nexus.Domain.Imports;
using Nexus.Infrastructure.Integrations.Csv;

namespace Nexus.Infrastructure.Tests.Integrations.Csv;

public sealed class RejectsFileTests
{
    [Fact]
    public async Task A_rejects_file_names_each_row_and_runs_nothing_in_a_spreadsheet()
    {
        using var output = new MemoryStream();
        RowError[] errors =
        [
            new(4, 3, "Betrag", "not_a_number", "'x' is no number.", "2024-01-01;x"),
            new(9, 8, null, "too_many_fields", "Too many.", "=cmd|' /C calc'!A0,\"b\"\n2"),
        ];
        await RejectsFile.WriteAsync(output, errors.ToAsyncEnumerable(), CancellationToken.None);
        Assert.Equal(
            "\uFEFFline,record,column,code,message,raw\r\n"
                + "4,3,Betrag,not_a_number,'x' is no number.,2024-01-01;x\r\n"
                + "9,8,,too_many_fields,Too many.,\"'=cmd|' /C calc'!A0,\"\"b\"\"\n2\"\r\n",
            Encoding.UTF8.GetString(output.ToArray())
        );
    }
}
