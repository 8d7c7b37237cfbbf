using Nexus.Infrastructure.Http;
using Nexus.Testing;

namespace Nexus.Infrastructure.Tests.Http;

public sealed class RetryAfterTests
{
    private readonly FixedClock _clock = new(HttpScene.Start);

    [Theory]
    [InlineData("soon")]
    [InlineData("-5")]
    [InlineData("0")]
    [InlineData("1e3")]
    [InlineData("Fri, 20 Nov 2026 11:59:00 GMT")]
    public void What_names_no_time_to_come_says_nothing(string header) => Assert.Null(Of(header));

    [Fact]
    public void Seconds_are_a_pause() => Assert.Equal(TimeSpan.FromSeconds(7), Of("7"));

    [Fact]
    public void A_moment_is_a_pause_by_our_clock_where_the_provider_shows_none() =>
        Assert.Equal(TimeSpan.FromSeconds(90), Of("Fri, 20 Nov 2026 12:01:30 GMT"));

    [Fact]
    public void A_moment_is_a_pause_by_the_providers_clock_where_it_shows_one() =>
        Assert.Equal(
            TimeSpan.FromSeconds(30),
            Of("Fri, 20 Nov 2026 12:11:30 GMT", date: "Fri, 20 Nov 2026 12:11:00 GMT")
        );

    [Fact]
    public void A_pause_of_years_is_a_day() => Assert.Equal(TimeSpan.FromDays(1), Of("99999999"));

    private TimeSpan? Of(string header, string? date = null)
    {
        using var response = new HttpResponseMessage();
        response.Headers.TryAddWithoutValidation("Retry-After", header);
        if (date is not null)
            response.Headers.TryAddWithoutValidation("Date", date);
        return RetryAfter.Of(response, _clock);
    }
}
