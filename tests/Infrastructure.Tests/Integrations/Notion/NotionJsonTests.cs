using System.Text.Json;
using Nexus.Application.Integrations;
using Nexus.Infrastructure.Integrations.Notion;

namespace Nexus.Infrastructure.Tests.Integrations.Notion;

public sealed class NotionJsonTests
{
    [Fact]
    public void A_list_that_goes_on_and_does_not_say_where_is_not_at_its_end()
    {
        var list = JsonSerializer.SerializeToElement(new { has_more = true, request_id = "r-1" });

        var fault = Assert.Throws<IntegrationException>(() => list.Next());

        Assert.Equal((IntegrationFault.UnexpectedResponse, "r-1"), (fault.Fault, fault.RequestId));
    }

    [Fact]
    public void A_list_goes_on_where_it_says_and_only_while_there_is_more()
    {
        Assert.Equal("2", JsonSerializer.SerializeToElement(new { has_more = true, next_cursor = "2" }).Next());
        Assert.Null(JsonSerializer.SerializeToElement(new { has_more = false, next_cursor = "2" }).Next());
    }
}
