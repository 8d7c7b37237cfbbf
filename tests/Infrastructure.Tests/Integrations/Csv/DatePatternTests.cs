using System.Globalization;
using System.Text;
using Nexus.Infrastructure.Integrations.Csv;

namespace Nexus.Infrastructure.Tests.Integrations.Csv;

public sealed class DatePatternTests
{
    [Theory]
    [InlineData("")]
    [InlineData("HH:mm")]
    [InlineData("dd.MM.")]
    [InlineData("dd yyyy")]
    [InlineData("yyyy yyyy")]
    [InlineData("yyy-MM-dd")]
    [InlineData("MMMMM yyyy")]
    [InlineData("yyyy 'open")]
    [InlineData("yyyy-MM-dd q")]
    [InlineData("day/month/year")]
    public void A_format_that_does_not_date_a_row_is_none(string format) => Assert.Null(DatePattern.Parse(format));

    [Theory]
    [InlineData("yyyy-MM-dd", "2024-02-30")]
    [InlineData("yyyy-MM-dd", "2023-02-29")]
    [InlineData("yyyy-MM-dd", "2024-13-01")]
    [InlineData("yyyy-MM-dd", "2024-00-10")]
    [InlineData("yyyy-MM-dd", "2024-01-00")]
    [InlineData("yyyy-MM-dd", "24-01-01")]
    [InlineData("yyyy-MM-dd", "2024-01-01x")]
    [InlineData("yyyy-MM-dd", "2024-01-01 25:00")]
    [InlineData("yyyy-MM-dd", "2024-01-01 10:60")]
    [InlineData("yyyy-MM-dd", "2024-01-01 10:00 PST")]
    [InlineData("dd.MM.yyyy", "31.04.2024")]
    [InlineData("dd.MM.yyyy", "01/02/2024")]
    [InlineData("dd.MM.yyyy", "01.02.24")]
    [InlineData("dd/MM/yyyy", "12/31/2024")]
    [InlineData("MM/dd/yyyy", "31/12/2024")]
    [InlineData("d MMM yyyy", "3 Foo 2024")]
    [InlineData("yyyyMMdd", "20240230")]
    [InlineData("yyyyMMdd", "2024010")]
    [InlineData("MM/yyyy", "13/2024")]
    [InlineData("excel", "60")]
    [InlineData("excel", "2958467")]
    [InlineData("excel", "1e5")]
    [InlineData("unix", "999999999999999")]
    [InlineData("unix", "tomorrow")]
    [InlineData("h:mm tt MM/dd/yyyy", "13:00 PM 01/02/2024")]
    public void An_impossible_or_foreign_date_is_refused_and_never_rolled_over(string format, string cell) =>
        Assert.False(Read(format, cell, out _));

    [Theory]
    [InlineData("yyyy-MM-dd", "2024-02-29", "2024-02-29T00:00:00")]
    [InlineData("yyyy-MM-dd", "2024-1-5", "2024-01-05T00:00:00")]
    [InlineData("yyyy-MM-dd", "2024-01-05T10:20", "2024-01-05T10:20:00")]
    [InlineData("yyyy-MM-dd", "2024-01-05 10:20:30.123456789", "2024-01-05T10:20:30")]
    [InlineData("yyyy-MM-dd'T'HH:mm:ssK", "2024-01-05T10:20:30Z", "2024-01-05T10:20:30+00:00")]
    [InlineData("yyyy-MM-dd'T'HH:mm:ssK", "2024-01-05T10:20:30+05:30", "2024-01-05T10:20:30+05:30")]
    [InlineData("yyyy-MM-dd HH:mm", "2024-01-05 10:20 -0700", "2024-01-05T10:20:00-07:00")]
    [InlineData("yyyy-MM-dd HH:mm", "2018-01-01 14:25 UTC", "2018-01-01T14:25:00+00:00")]
    [InlineData("dd.MM.yyyy", "31.12.2023", "2023-12-31T00:00:00")]
    [InlineData("dd.MM.yyyy", "1.2.2024", "2024-02-01T00:00:00")]
    [InlineData("d.M.yy", "1.2.68", "2068-02-01T00:00:00")]
    [InlineData("d.M.yy", "1.2.69", "1969-02-01T00:00:00")]
    [InlineData("M/d/yyyy", "5/19/2006 0:00:00", "2006-05-19T00:00:00")]
    [InlineData("MM/dd/yyyy h:mm tt", "01/10/2019 06:50 PM", "2019-01-10T18:50:00")]
    [InlineData("MM/dd/yyyy", "01/10/2019, 12:05 a.m.", "2019-01-10T00:05:00")]
    [InlineData("yyyy/M/d", "2012/3/22", "2012-03-22T00:00:00")]
    [InlineData("yyyyMMdd", "20140102", "2014-01-02T00:00:00")]
    [InlineData("d MMMM yyyy", "24 October 2011", "2011-10-24T00:00:00")]
    [InlineData("d MMM yyyy", "3 Okt 2024", "2024-10-03T00:00:00")]
    [InlineData("d. MMMM yyyy", "3. März 2024", "2024-03-03T00:00:00")]
    [InlineData("d MMM yyyy", "14 juil. 2024", "2024-07-14T00:00:00")]
    [InlineData("d MMMM yyyy", "1 août 2024", "2024-08-01T00:00:00")]
    [InlineData("d 'de' MMMM 'de' yyyy", "6 de enero de 2024", "2024-01-06T00:00:00")]
    [InlineData("MMM d, yyyy", "Jan 5, 2024", "2024-01-05T00:00:00")]
    [InlineData("dddd, d MMMM yyyy", "Friday, 5 January 2024", "2024-01-05T00:00:00")]
    [InlineData("MMM yyyy", "Feb 2024", "2024-02-01T00:00:00")]
    [InlineData("yyyy-MM", "2024-03", "2024-03-01T00:00:00")]
    [InlineData("MM/yyyy", "3/2024", "2024-03-01T00:00:00")]
    [InlineData("yyyyMM", "202403", "2024-03-01T00:00:00")]
    [InlineData("yyyy", "1880", "1880-01-01T00:00:00")]
    [InlineData("HH:mm dd/MM/yyyy", "10:30 05/01/2024", "2024-01-05T10:30:00")]
    [InlineData("yyyyMMddHHmmss", "20240105103000", "2024-01-05T10:30:00")]
    [InlineData("excel", "45296", "2024-01-05T00:00:00")]
    [InlineData("excel", "45296.4375", "2024-01-05T10:30:00")]
    [InlineData("unix", "1704450600", "2024-01-05T10:30:00+00:00")]
    [InlineData("unix-ms", "1704450600123", "2024-01-05T10:30:00+00:00")]
    public void A_date_of_the_format_is_read(string format, string cell, string expected)
    {
        Assert.True(Read(format, cell, out var date));
        var time = TimeSpan.FromTicks(date.Time - (date.Time % TimeSpan.TicksPerSecond));
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"{date.Year:0000}-{date.Month:00}-{date.Day:00}T{time:hh\\:mm\\:ss}"
        );
        if (date.HasOffset)
            text +=
                (date.Offset < 0 ? "-" : "+")
                + TimeSpan.FromMinutes(Math.Abs(date.Offset)).ToString("hh\\:mm", CultureInfo.InvariantCulture);
        Assert.Equal(expected, text);
    }

    private static bool Read(string format, string cell, out DateCell date) =>
        DatePattern.Parse(format)!.TryRead(Encoding.UTF8.GetBytes(cell), out date);
}
