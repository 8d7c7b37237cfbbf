using Nexus.Host.Pages.Uploads;

namespace Nexus.Host.Tests.Pages.Uploads;

public sealed class MeaningsTests
{
    [Theory]
    [InlineData("03/04/2026", "dd/MM/yyyy", "3 April 2026")]
    [InlineData("03/04/2026", "MM/dd/yyyy", "4 March 2026")]
    [InlineData("3/4/26", "d/M/yy", "3 April 2026")]
    [InlineData("3/4/68", "d/M/yy", "3 April 2068")]
    [InlineData("3/4/69", "d/M/yy", "3 April 1969")]
    [InlineData("03/04/2026 10:30", "dd/MM/yyyy", "3 April 2026")]
    [InlineData("13/14/2026", "dd/MM/yyyy", null)]
    [InlineData("soon", "dd/MM/yyyy", null)]
    public void A_date_means_the_day_that_its_format_makes_of_it(string sample, string format, string? meaning) =>
        Assert.Equal(meaning, Meanings.Date(sample, format));

    [Theory]
    [InlineData("1,234", ".", "1234")]
    [InlineData("1,234", ",", "1.234")]
    [InlineData("1.234", ".", "1.234")]
    [InlineData("-€1.234", ",", "-1234")]
    [InlineData("none", ".", null)]
    public void A_number_means_what_its_separator_makes_of_it(string sample, string separator, string? meaning) =>
        Assert.Equal(meaning, Meanings.Number(sample, separator));

    [Theory]
    [InlineData("Shop visits", "shop_visits")]
    [InlineData("Überstunden (h)", "uberstunden_h")]
    [InlineData("  --- ", "")]
    [InlineData("数", "")]
    public void A_name_comes_to_the_part_of_a_key(string name, string slug) =>
        Assert.Equal(slug, MetricChoice.Slug(name));
}
