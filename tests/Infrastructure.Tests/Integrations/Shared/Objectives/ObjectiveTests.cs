using System.Globalization;
using System.Text.Json;
using Nexus.Application.Integrations;
using Nexus.Infrastructure.Integrations.Shared.Objectives;

namespace Nexus.Infrastructure.Tests.Integrations.Shared.Objectives;

public sealed class ObjectiveTests
{
    [Theory]
    // A share.
    [InlineData("""{"progress": "P"}""", "0.42", null, null, null, "0.42")]
    [InlineData("""{"progress": "P"}""", "1.5", null, null, null, "1.5")]
    [InlineData("""{"progress": "P"}""", "-0.1", null, null, null, "-0.1")]
    [InlineData("""{"progress": "P"}""", null, null, null, null, null)]
    [InlineData("""{"progress": "P", "progressAs": "points"}""", "42", null, null, null, "0.42")]
    // Measured against a target.
    [InlineData("""{"progress": "P", "target": "T"}""", "30", "120", null, null, "0.25")]
    [InlineData("""{"progress": "P", "target": "T", "start": "S"}""", "8", "5", "10", null, "0.4")]
    [InlineData("""{"progress": "P", "target": "T"}""", "5", null, null, null, null)]
    [InlineData("""{"progress": "P", "target": "T", "start": "S"}""", "5", "5", "5", null, null)]
    [InlineData("""{"progress": "P", "target": "T"}""", null, "5", null, null, null)]
    // By its status alone, and where its numbers say nothing.
    [InlineData("""{"status": "S"}""", null, null, null, "Complete", "1")]
    [InlineData("""{"status": "S"}""", null, null, null, "In progress", "0.5")]
    [InlineData("""{"status": "S"}""", null, null, null, "To-do", "0")]
    [InlineData("""{"progress": "P", "status": "S"}""", null, null, null, "In progress", null)]
    [InlineData("""{"progress": "P", "status": "S"}""", null, null, null, "Complete", "1")]
    [InlineData("""{"progress": "P", "status": "S"}""", "0.9", null, null, "Complete", "0.9")]
    public void Progress_is_what_the_settings_make_of_a_page_and_unknown_where_nothing_says_it(
        string settings,
        string? value,
        string? target,
        string? start,
        string? group,
        string? expected
    )
    {
        var objective = new Objective(
            "Launch",
            group,
            group,
            Number(value),
            Number(target),
            Number(start),
            Percent: false,
            Due: null,
            Owner: null,
            Url: null
        );

        Assert.Equal(Number(expected), objective.Progress(Settings(settings)));
    }

    [Fact]
    public void What_the_source_shows_as_percent_is_a_share_whatever_the_setting_says()
    {
        var values = new GivenProperties("Launch") { ["progress"] = 0.42m };

        var objective = Objective.From(values, group: null, percent: true, url: null);

        Assert.Equal(0.42m, objective.Progress(Settings("""{"progress": "P", "progressAs": "points"}""")));
    }

    [Fact]
    public void What_no_property_says_is_unknown()
    {
        var objective = Objective.From(new GivenProperties("Launch"), group: null, percent: false, url: null);

        Assert.Equal(new("Launch", null, null, null, null, null, false, null, null, null), objective);
    }

    [Fact]
    public void Each_property_is_found_by_its_setting_and_the_last_day_is_what_counts()
    {
        var values = new GivenProperties("Launch")
        {
            ["status"] = "On track",
            ["progress"] = 30m,
            ["target"] = 120m,
            ["start"] = 10m,
            ["due"] = new DateRange(Day("2026-03-01"), Day("2026-03-31")),
            ["owner"] = "Product",
        };

        var objective = Objective.From(values, "In progress", percent: false, "https://example.org/1");

        Assert.Equal(
            new(
                "Launch",
                "On track",
                "In progress",
                30,
                120,
                10,
                false,
                Day("2026-03-31"),
                "Product",
                "https://example.org/1"
            ),
            objective
        );
        Assert.Equal(values.Asked, ObjectiveSettings.Roles.Select(role => role.Setting).ToHashSet());
    }

    [Theory]
    [InlineData("2026-03-09", "To-do", true)]
    [InlineData("2026-03-10", "To-do", false)]
    [InlineData("2026-03-09", "Complete", false)]
    [InlineData(null, "To-do", false)]
    public void Overdue_is_what_is_not_reached_after_its_last_day(string? due, string group, bool expected)
    {
        var objective = new Objective(
            "Launch",
            group,
            group,
            null,
            null,
            null,
            false,
            due is null ? null : Day(due),
            null,
            null
        );

        Assert.Equal(expected, objective.IsOverdue(Settings("""{"status": "S", "due": "D"}"""), new(2026, 3, 10)));
    }

    [Theory]
    [InlineData("""{"status": "S", "completed": ["Shipped"]}""", "shipped", true)]
    [InlineData("""{"status": "S", "completed": ["Shipped"]}""", "Complete", false)]
    [InlineData("""{"status": "S"}""", "Complete", true)]
    [InlineData("""{"progress": "P"}""", null, true)]
    [InlineData("""{"progress": "P", "status": "S"}""", null, false)]
    public void Reached_is_what_the_chosen_states_say_and_without_any_state_the_numbers(
        string settings,
        string? status,
        bool expected
    )
    {
        var group = status == "Complete" ? "Complete" : "In progress";
        var objective = new Objective(
            "Launch",
            status,
            status is null ? null : group,
            1,
            null,
            null,
            false,
            null,
            null,
            null
        );

        Assert.Equal(expected, objective.IsCompleted(Settings(settings)));
    }

    private static ObjectiveTerms Settings(string json) => ObjectiveSettings.Terms(Json(json));

    private static decimal? Number(string? text) =>
        text is null ? null : decimal.Parse(text, CultureInfo.InvariantCulture);

    private static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static JsonElement Json(string text)
    {
        using var document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }
}
