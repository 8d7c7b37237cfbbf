using System.Text.Json;
using Nexus.Infrastructure.Integrations.Shared.Ads;

namespace Nexus.Infrastructure.Tests.Integrations.Shared.Ads;

public sealed class AdObjectsTests
{
    [Fact]
    public async Task An_object_that_nobody_listed_is_labelled_by_its_id_and_what_holds_it_by_nothing()
    {
        var objects = await ObjectsAsync();

        Assert.Equal(
            new Dictionary<string, string>
            {
                ["ad"] = "77",
                ["adset"] = "",
                ["campaign"] = "",
            },
            objects.Dimensions(AdLevel.Ad, "77")
        );
        Assert.Equal("", objects.CampaignOf("77"));
    }

    [Fact]
    public async Task An_ad_is_told_apart_by_all_that_holds_it()
    {
        var objects = await ObjectsAsync();

        Assert.Equal(
            new Dictionary<string, string>
            {
                ["ad"] = "Banner (3)",
                ["adset"] = "Women (2)",
                ["campaign"] = "Spring (1)",
            },
            objects.Dimensions(AdLevel.Ad, "3")
        );
        Assert.Equal("1", objects.CampaignOf("3"));
    }

    [Fact]
    public async Task A_campaign_is_told_apart_by_itself_alone()
    {
        var objects = await ObjectsAsync();

        Assert.Equal(
            new Dictionary<string, string> { ["campaign"] = "Spring (1)" },
            objects.Dimensions(AdLevel.Campaign, "1")
        );
        Assert.Equal(["1"], objects.Campaigns.Keys);
    }

    private static Task<AdObjects> ObjectsAsync()
    {
        return AdObjects.ReadAsync(
            [
                One(AdDimensions.Campaign, "1", "Spring", null),
                One(AdDimensions.Set, "2", "Women", "1"),
                One(AdDimensions.Ad, "3", "Banner", "2"),
            ],
            CancellationToken.None
        );

        static AdObjectList One(string level, string id, string name, string? parent) =>
            new(level, new[] { default(JsonElement) }.ToAsyncEnumerable(), _ => (id, name, parent));
    }
}
