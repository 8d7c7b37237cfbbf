using System.Text.Json;
using Nexus.Application.Integrations;
using Nexus.Infrastructure.Integrations.Notion;
using Nexus.Infrastructure.Integrations.Shared;
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
                var values = new PropertyValues(page.GetProperty("properties"));
                foreach (var property in page.GetProperty("properties").EnumerateObject())
                {
                    if (property.Value.Text("type") is not { } type)
                        continue;
                    properties++;
                    _ = values.Text(property.Name);
                    if (PropertyValues.TypesOf(PropertyKind.Number).Contains(type))
                        Assert.True(CanBeRead(() => values.Number(property.Name)), $"{name}: {property}");
                    if (PropertyValues.TypesOf(PropertyKind.Days).Contains(type))
                        Assert.True(CanBeRead(() => values.Days(property.Name)), $"{name}: {property}");
                }
                Assert.NotNull(NotionPage.NoteOf(page).Edited);
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
        var all = new PropertyValues(page.GetProperty("properties"));

        Assert.Equal("Kerosine", all.Text("Title"));
        Assert.Equal("My Description (Rich Text)", all.Text("Text"));
        Assert.Equal("In Progress", all.Text("Status"));
        Assert.Equal("My Tag", all.Text("Multi-select"));
        Assert.Equal("4", all.Text("ID"));
        Assert.Equal("Kerosine", all.Text("Rollup"));
        Assert.Equal(12, all.Number("Number"));
        Assert.Equal(6, all.Number("formula"));
        Assert.Equal(1, all.Number("Relation"));
        Assert.Equal(1, all.Number("Checkbox"));
        Assert.Equal(new DateOnly(2024, 7, 10), all.Days("Date")!.Value.First);
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
