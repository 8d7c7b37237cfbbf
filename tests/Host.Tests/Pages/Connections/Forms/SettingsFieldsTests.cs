using System.Text.Json.Nodes;
using Nexus.Host.Pages;
using Nexus.Host.Pages.Connections.Forms;
using Nexus.Host.Tests.Components;

namespace Nexus.Host.Tests.Pages.Connections.Forms;

public sealed class SettingsFieldsTests
{
    private const string Schema = """
        {"type": "object", "required": ["sheet", "values"], "properties": {
          "note": {"type": "string", "title": "Note"},
          "skip": {"type": "boolean", "title": "Skip hidden rows", "default": true},
          "grain": {"type": "string", "title": "Grain", "enum": ["day", "week_end"]},
          "states": {"type": "array", "title": "States", "items": {"type": "string"}},
          "values": {"type": "array", "title": "Values", "minItems": 1, "items": {"type": "object", "title": "Value",
            "properties": {"column": {"type": "string", "title": "Column"}}}},
          "sheet": {"type": "string", "title": "Sheet", "description": "Its address."}}}
        """;

    [Fact]
    public async Task What_must_be_answered_comes_first()
    {
        var html = await HtmlAsync();

        Assert.True(
            html.IndexOf("name=\"settings.sheet\"", StringComparison.Ordinal)
                < html.IndexOf("name=\"settings.note\"", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task A_default_is_chosen_until_something_else_is()
    {
        Assert.Contains("name=\"settings.skip\" value=\"true\" checked", await HtmlAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain(
            "name=\"settings.skip\" value=\"true\" checked",
            await HtmlAsync("""{"skip": false}"""),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Entries_of_a_list_are_named_by_their_places_and_can_be_added_and_removed()
    {
        var html = await HtmlAsync("""{"values": [{"column": "Revenue"}, {"column": "Cost"}]}""");

        Assert.Contains("name=\"settings.values[1].column\"", html, StringComparison.Ordinal);
        Assert.Contains("value=\"Cost\"", html, StringComparison.Ordinal);
        Assert.Contains("name=\"add\" value=\"settings.values\"", html, StringComparison.Ordinal);
        Assert.Contains("name=\"remove\" value=\"settings.values[1]\"", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_that_needs_an_entry_offers_an_empty_one()
    {
        Assert.Contains("name=\"settings.values[0].column\"", await HtmlAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_refused_stands_at_its_field_in_a_list_too()
    {
        var html = await HtmlAsync(
            """{"values": [{}]}""",
            Refusals.Of("settings.values[0].column", "Column is missing.")
        );

        Assert.Contains("id=\"f-settings.values[0].column-fault\"", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Accounts_are_chosen_from_instead_of_typed()
    {
        var html = await Rendered.HtmlAsync<SettingsFields>(
            ("Schema", JsonNode.Parse(Schema)),
            ("Choices", new List<Host.Components.Option> { new("1", "First"), new("2", "Second") }),
            ("ChoicePath", "settings.sheet")
        );

        Assert.Contains("type=\"radio\" name=\"settings.sheet\" value=\"2\"", html, StringComparison.Ordinal);
    }

    private static Task<string> HtmlAsync(string? value = null, Refusals? refused = null) =>
        Rendered.HtmlAsync<SettingsFields>(
            ("Schema", JsonNode.Parse(Schema)),
            ("Value", value is null ? null : JsonNode.Parse(value)),
            ("Refused", refused ?? Refusals.None)
        );
}
