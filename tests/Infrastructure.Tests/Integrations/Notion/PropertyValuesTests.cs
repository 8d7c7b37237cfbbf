using System.Globalization;
using System.Text.Json;
using Nexus.Application.Integrations;
using Nexus.Infrastructure.Integrations.Notion;
using Nexus.Infrastructure.Integrations.Shared;

namespace Nexus.Infrastructure.Tests.Integrations.Notion;

public sealed class PropertyValuesTests
{
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
                Assert.Throws<RawDataException>(() => Values(property).Number("progress")).Code
            );
        else
            Assert.Equal(
                expected is null ? null : decimal.Parse(expected, CultureInfo.InvariantCulture),
                Values(property).Number("progress")
            );
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
        Assert.Equal(new DateRange(Day(first), Day(last)), Values(property).Days("progress"));

    [Theory]
    [InlineData("""{"type": "title", "title": []}""", null)]
    [InlineData(
        """{"type": "title", "title": [{"plain_text": "Open "}, {"plain_text": "the shop"}]}""",
        "Open the shop"
    )]
    [InlineData("""{"type": "people", "people": [{"id": "1", "name": "Ada"}, {"id": "2"}]}""", "Ada")]
    [InlineData("""{"type": "multi_select", "multi_select": [{"name": "A"}, {"name": "B"}]}""", "A, B")]
    [InlineData("""{"type": "unique_id", "unique_id": {"prefix": "OKR", "number": 4}}""", "OKR-4")]
    [InlineData("""{"type": "unique_id", "unique_id": {"prefix": null, "number": 4}}""", "4")]
    [InlineData("""{"type": "checkbox", "checkbox": true}""", "Yes")]
    public void A_text_is_what_people_read_there(string property, string? expected) =>
        Assert.Equal(expected, Values(property).Text("progress"));

    [Fact]
    public void What_no_property_is_chosen_for_is_unknown()
    {
        var values = new PropertyValues(default);

        Assert.Equal("Untitled", values.Title);
        Assert.Null(values.Text("owner"));
        Assert.Null(values.Number("progress"));
        Assert.Null(values.Days("due"));
    }

    [Fact]
    public void Every_kind_of_property_takes_some_types() =>
        Assert.All(Enum.GetValues<PropertyKind>(), kind => Assert.NotEmpty(PropertyValues.TypesOf(kind)));

    private static PropertyValues Values(string property) => new(Json($$"""{"progress": {{property}}}"""));

    private static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static JsonElement Json(string text)
    {
        using var document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }
}
