using System.Text;
using Nexus.Application.Features.Kpis;
using Nexus.Infrastructure.Storage.Kpis;

namespace Nexus.Infrastructure.Tests.Storage.Kpis;

public sealed class CsvTableWriterTests
{
    private static string Write(params object?[] cells) =>
        Encoding.UTF8.GetString(new CsvTableWriter().Write(new Table([.. cells.Select((_, i) => $"c{i}")], [cells])));

    [Theory]
    [InlineData("=1+1")]
    [InlineData("+1")]
    [InlineData("-1")]
    [InlineData("@sum")]
    [InlineData("\tx")]
    [InlineData("\rx")]
    public void A_text_that_a_spreadsheet_would_run_is_escaped_and_quoted(string text) =>
        Assert.Equal($"c0\r\n\"'{text}\"\r\n", Write(text));

    [Fact]
    public void A_number_stays_a_number() => Assert.Equal("c0,c1\r\n-5,0.10\r\n", Write(-5m, 0.10m));

    [Fact]
    public void Nothing_is_an_empty_cell() =>
        Assert.Equal("c0,c1,c2\r\n,true,x\r\n", Write(null, true, "x"), ignoreCase: true);

    [Fact]
    public void Separators_and_quotes_are_kept() => Assert.Equal("c0\r\n\"a,\"\"b\"\"\"\r\n", Write("a,\"b\""));

    [Fact]
    public void A_header_is_text_too()
    {
        var csv = new CsvTableWriter().Write(new Table(["=cmd()"], []));

        Assert.Equal("\"'=cmd()\"\r\n", Encoding.UTF8.GetString(csv));
    }
}
