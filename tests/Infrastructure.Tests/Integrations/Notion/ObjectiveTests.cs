using System.Globalization;
using System.Text.Json;
using Nexus.Application.Integrations;
using Nexus.Infrastructure.Integrations.Notion;
using Nexus.Infrastructure.Integrations.Shared.Objectives;

namespace Nexus.Infrastructure.Tests.Integrations.Notion;

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
    public void What_notion_formats_as_percent_is_a_share_whatever_the_setting_says()
    {
        var objective = NotionPage.ObjectiveOf(
            Json("""{"id": "1"}"""),
            Json("""{"percent": true, "progress": {"type": "number", "number": 0.42}}""")
        );

        Assert.Equal(0.42m, objective.Progress(Settings("""{"progress": "P", "progressAs": "points"}""")));
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

    [Theory]
    [InlineData("""{"type": "number", "number": 12}""", "12")]
    [InlineData("""{"type": "number", "number": null}""", null)]
    [InlineData("""{"type": "checkbox", "checkbox": true}""", "1")]
    [InlineData("""{"type": "formula", "formula": {"type": "number", "number": 0.5}}""", "0.5")]
    [InlineData("""{"type": "formula", "formula": {"type": "boolean", "boolean": false}}""", "0")]
    [InlineData("""{"type": "formula", "formula": {"type": "number", "number": null}}""", null)]
    [InlineData("""{"type": "rollup", "rollup": {"type": "number", "number": 7, "function": "sum"}}""", "7")]
    [InlineData("""{"type": "rollup", "rollup": {"type": "incomplete", "incomplete": {}}}""", "none")]
    [InlineData("""{"type": "relation", "relation": [{"id": "a"}, {"id": "b"}], "has_more": false}""", "2")]
    [InlineData("""{"type": "formula", "formula": {"type": "string", "string": "42"}}""", "none")]
    [InlineData("""{"type": "formula", "formula": {"type": "string", "string": null}}""", "none")]
    [InlineData("""{"type": "number", "number": 1e400}""", "none")]
    [InlineData("""{"type": "number", "number": "12"}""", "none")]
    public void A_property_is_a_number_or_none_and_never_a_guess(string property, string? expected)
    {
        if (expected == "none")
            Assert.Equal(
                "field_invalid",
                Assert.Throws<RawDataException>(() => PropertyValue.Number(Json(property), "progress")).Code
            );
        else
            Assert.Equal(Number(expected), PropertyValue.Number(Json(property), "progress"));
    }

    [Theory]
    [InlineData(
        """{"type": "date", "date": {"start": "2026-07-10T00:00:00.000+09:00", "end": null}}""",
        "2026-07-10",
        "2026-07-10"
    )]
    [InlineData(
        """{"type": "date", "date": {"start": "2026-07-10", "end": "2026-07-12"}}""",
        "2026-07-10",
        "2026-07-12"
    )]
    [InlineData(
        """{"type": "date", "date": {"start": "2026-07-10", "end": "2026-07-01"}}""",
        "2026-07-10",
        "2026-07-10"
    )]
    [InlineData("""{"type": "created_time", "created_time": "2024-07-09T18:33:00.000Z"}""", "2024-07-09", "2024-07-09")]
    [InlineData(
        """{"type": "formula", "formula": {"type": "date", "date": {"start": "2026-01-02"}}}""",
        "2026-01-02",
        "2026-01-02"
    )]
    public void Days_are_taken_as_they_were_written(string property, string first, string last) =>
        Assert.Equal(new DateRange(Day(first), Day(last)), PropertyValue.Days(Json(property), "date"));

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
