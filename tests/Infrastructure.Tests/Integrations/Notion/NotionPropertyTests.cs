using System.Text.Json;
using Nexus.Infrastructure.Integrations.Notion;
using Nexus.Infrastructure.Integrations.Shared;

namespace Nexus.Infrastructure.Tests.Integrations.Notion;

public sealed class NotionPropertyTests
{
    [Theory]
    [InlineData("title", 24, false)]
    [InlineData("title", 25, true)]
    [InlineData("rich_text", 25, true)]
    [InlineData("people", 25, true)]
    [InlineData("multi_select", 25, false)]
    public void A_list_as_long_as_a_page_shows_may_be_longer(string type, int count, bool expected)
    {
        var page = Page(
            new Dictionary<string, object>
            {
                ["id"] = "p",
                ["type"] = type,
                [type] = new object[count],
            }
        );
        var property = Property(type);

        Assert.Equal(expected, property.IsCut(page, property.On(page)));
    }

    [Theory]
    [InlineData("relation", true, true)]
    [InlineData("relation", false, false)]
    [InlineData("rollup", true, true)]
    [InlineData("formula", true, true)]
    [InlineData("formula", false, false)]
    [InlineData("number", true, false)]
    public void What_is_computed_is_cut_where_any_relation_of_the_page_is(string type, bool hasMore, bool expected)
    {
        var page = Page(
            new
            {
                id = "p",
                type,
                has_more = hasMore && type == "relation",
            },
            new
            {
                id = "other",
                type = "relation",
                has_more = hasMore,
            }
        );
        var property = Property(type);

        Assert.Equal(expected, property.IsCut(page, property.On(page)));
    }

    [Fact]
    public void A_value_in_several_answers_is_all_of_them_in_their_order()
    {
        var whole = Property("relation")
            .Whole([
                Answer(new { @object = "list", results = new[] { new { relation = new { id = "a" } } } }),
                Answer(new { @object = "list", results = new[] { new { relation = new { id = "b" } } } }),
            ]);

        Assert.Equal(["a", "b"], whole.Items("relation").Select(one => one.Text("id")));
    }

    [Fact]
    public void What_is_computed_of_several_answers_stands_beside_the_last()
    {
        var whole = Property("rollup")
            .Whole([
                Answer(new { @object = "list", property_item = Rollup(1) }),
                Answer(new { @object = "list", property_item = Rollup(2) }),
            ]);

        Assert.Equal(2, whole.Member("rollup").Number("number"));
    }

    [Theory]
    [InlineData("o1", "To-do")]
    [InlineData("o3", "Complete")]
    [InlineData("o9", null)]
    [InlineData(null, null)]
    public void A_status_is_of_the_group_that_holds_its_option(string? option, string? expected)
    {
        var definition = new
        {
            status = new
            {
                groups = new[]
                {
                    new { name = "To-do", option_ids = new[] { "o1", "o2" } },
                    new { name = "Complete", option_ids = new[] { "o3" } },
                },
            },
        };
        var status = Property("status") with { Definition = JsonSerializer.SerializeToElement(definition) };
        var page = Page(
            new
            {
                id = "p",
                type = "status",
                status = option is null ? null : new { id = option, name = "As it is called" },
            }
        );

        Assert.Equal(expected, status.GroupOn(page));
    }

    private static NotionProperty Property(string type) => new("Property", "p", type, default);

    private static object Rollup(int number) => new { type = "rollup", rollup = new { type = "number", number } };

    private static JsonElement Page(object property, object? other = null) =>
        JsonSerializer.SerializeToElement(new { id = "1", properties = new { Property = property, Other = other } });

    private static JsonAnswer Answer(object body) =>
        new(JsonSerializer.SerializeToElement(body), DateTimeOffset.UnixEpoch, At: null);
}
