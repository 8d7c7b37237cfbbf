using System.Text.Json;
using Nexus.Application.Integrations;
using Nexus.Infrastructure.Integrations.Notion;
using Nexus.Infrastructure.Integrations.Shared;
using Nexus.Infrastructure.Integrations.Shared.Objectives;
using Nexus.Infrastructure.Tests.Integrations.Shared;
using Nexus.Infrastructure.Tests.Integrations.Shared.Ads;

namespace Nexus.Infrastructure.Tests.Integrations.Notion;

/// <summary>Payloads that were recorded with Notion, of all versions; the tests end at once where the folder is absent.</summary>
public sealed class NotionFixtureTests
{
    [Fact]
    public void Every_recorded_page_is_read_with_every_property_it_has()
    {
        var (pages, properties) = (0, 0);
        foreach (var (name, body) in Payloads.All("notion"))
        {
            foreach (var page in Payloads.Objects(body).Where(IsPage))
            {
                pages++;
                foreach (var property in page.GetProperty("properties").EnumerateObject().Select(one => one.Value))
                {
                    if (property.ValueKind != JsonValueKind.Object || property.Text("type") is not { } type)
                        continue;
                    properties++;
                    _ = PropertyValue.Text(property);
                    if (Roles("progress").Contains(type))
                        Assert.True(CanBeRead(() => PropertyValue.Number(property, type)), $"{name}: {property}");
                    if (Roles("due").Contains(type))
                        Assert.True(CanBeRead(() => PropertyValue.Days(property, type)), $"{name}: {property}");
                }
                Assert.NotNull(NotionPage.NoteOf(page, JsonSerializer.SerializeToElement(new { })).Edited);
            }
        }
        if (Nexus.Testing.Repository.SharedFixtures is not null)
            Assert.True(pages > 10 && properties > 50, $"{pages} pages, {properties} properties");
    }

    [Fact]
    public void A_page_with_nearly_all_types_says_what_notion_shows()
    {
        if (Payloads.Read("notion/notionrs__seeds__page.json") is not { } page)
            return;
        var all = page.GetProperty("properties");

        Assert.Equal("Kerosine", PropertyValue.Text(all.GetProperty("Title")));
        Assert.Equal("My Description (Rich Text)", PropertyValue.Text(all.GetProperty("Text")));
        Assert.Equal("In Progress", PropertyValue.Text(all.GetProperty("Status")));
        Assert.Equal("My Tag", PropertyValue.Text(all.GetProperty("Multi-select")));
        Assert.Equal("4", PropertyValue.Text(all.GetProperty("ID")));
        Assert.Equal("Kerosine", PropertyValue.Text(all.GetProperty("Rollup")));
        Assert.Equal(12, PropertyValue.Number(all.GetProperty("Number"), "n"));
        Assert.Equal(6, PropertyValue.Number(all.GetProperty("formula"), "n"));
        Assert.Equal(1, PropertyValue.Number(all.GetProperty("Relation"), "n"));
        Assert.Equal(1, PropertyValue.Number(all.GetProperty("Checkbox"), "n"));
        Assert.Equal(new DateOnly(2024, 7, 10), PropertyValue.Days(all.GetProperty("Date"), "d")!.Value.First);
    }

    [Fact]
    public void Every_recorded_refusal_has_a_meaning()
    {
        var refusals = 0;
        foreach (
            var error in Payloads
                .All("notion")
                .SelectMany(file => Payloads.Objects(file.Body))
                .Where(one => one.Text("object") == "error")
        )
        {
            var status = (System.Net.HttpStatusCode)error.GetProperty("status").GetInt32();
            var meant = NotionFaults.Of(Refusals.Of(status, error));
            if (error.Text("code") == "unauthorized")
                Assert.Equal(IntegrationFault.NeedsReauthorisation, Assert.IsType<IntegrationException>(meant).Fault);
            Assert.DoesNotContain(error.Text("message")!, meant.Message, StringComparison.Ordinal);
            refusals++;
        }
        if (Nexus.Testing.Repository.SharedFixtures is not null)
            Assert.True(refusals >= 3, $"{refusals} refusals");
    }

    /// <summary>The types of which a property of this setting may be.</summary>
    private static string[] Roles(string setting) =>
        NotionRole.Of(Objective.Stream).Single(role => role.Setting == setting).Types;

    private static bool IsPage(JsonElement one) =>
        one.Text("object") == "page"
        && one.Text("last_edited_time") is not null
        && one.TryGetProperty("properties", out var properties)
        && properties.ValueKind == JsonValueKind.Object;

    private static bool CanBeRead(Action read)
    {
        try
        {
            read();
            return true;
        }
        catch (RawDataException e)
        {
            // A formula that is a text, and a rollup of titles, are no numbers.
            return e.Code == "field_invalid"
                && e.Message.Contains("does not come to a number", StringComparison.Ordinal);
        }
    }
}
