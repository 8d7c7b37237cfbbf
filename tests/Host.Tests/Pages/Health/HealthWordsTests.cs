using Nexus.Application.Features.Health;
using Nexus.Host.Pages.Health;

namespace Nexus.Host.Tests.Pages.Health;

public sealed class HealthWordsTests
{
    [Theory]
    [InlineData("", "Nothing is connected yet.", "neutral")]
    [InlineData("operational", "Your connection is working.", "good")]
    [InlineData("operational operational", "All 2 connections are working.", "good")]
    [InlineData("operational paused", "Your connection is working. One paused.", "good")]
    [InlineData("paused paused", "Every connection is paused: nothing is fetched.", "neutral")]
    [InlineData("outage", "Your connection is not working and needs a person.", "bad")]
    [InlineData("outage degraded operational", "One of 3 connections is not working and needs a person.", "bad")]
    [InlineData("outage outage operational", "2 of 3 connections are not working and need a person.", "bad")]
    [InlineData("degraded operational", "Data arrives, but one of 2 connections has trouble.", "warn")]
    public void One_line_says_how_things_are(string statuses, string text, string tone) =>
        Assert.Equal(
            (text, tone),
            HealthWords.Summary([.. statuses.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Connection)])
        );

    [Theory]
    [InlineData("none", 0, "Sat, 21 Nov: no sync")]
    [InlineData("good", 1, "Sat, 21 Nov: 1 sync, all well")]
    [InlineData("bad", 4, "Sat, 21 Nov: 4 syncs, none brought anything")]
    public void A_day_says_what_it_was(string outcome, int runs, string expected) =>
        Assert.Equal(expected, HealthWords.Day(new HealthDay(new DateOnly(2026, 11, 21), runs, outcome)));

    private static ConnectionHealth Connection(string status) =>
        new(
            Guid.CreateVersion7(),
            "One",
            "fake",
            "Fake",
            status,
            Message: null,
            LastChecked: null,
            LastSuccess: null,
            NextDue: null,
            WaitsUntil: null,
            "never",
            ErrorRate: null,
            Uptime: null,
            LatencyP50: null,
            LatencyP95: null,
            AccessEnds: null,
            AccessEnded: false,
            ApiVersionEnds: null,
            OpenRun: null,
            []
        );
}
