using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Nexus.Testing.Http;

namespace Nexus.Host.Tests.Api;

[Collection(nameof(OneNode))]
public sealed class ProviderEndpointsTests(NexusFixture nexus)
{
    /// <summary>Providers are found by a scan: one that a slip of the keyboard hides from it is missed here.</summary>
    [Fact]
    public async Task The_scan_finds_these_providers()
    {
        using var client = nexus.Node.Client(nexus.OperatorKey);

        var providers = await client.GetFromJsonAsync<JsonElement>("/api/v1/providers");

        string[] expected =
        [
            "csv files none manual",
            "google-analytics analytics oauth2 PT1H",
            "google-sheets productivity oauth2 manual",
            "linkedin-ads marketing oauth2 PT6H",
            "meta-ads marketing oauth2 PT4H",
            "notion productivity oauth2 P1D",
            "stripe finance apiKey PT1H",
            "x-ads marketing apiKey PT6H",
        ];
        Assert.Equal(
            expected,
            providers
                .EnumerateArray()
                .Select(provider =>
                    string.Join(
                        ' ',
                        new[] { "key", "category", "authentication", "defaultSchedule" }.Select(member =>
                            provider.GetProperty(member).GetString()
                        )
                    )
                )
        );
    }

    [Fact]
    public async Task Files_are_a_provider_with_settings_and_metrics()
    {
        using var client = nexus.Node.Client(nexus.OperatorKey);

        var providers = await client.GetFromJsonAsync<JsonElement>("/api/v1/providers");

        var csv = providers.EnumerateArray().Single(provider => provider.GetProperty("key").GetString() == "csv");
        Assert.Equal("none", csv.GetProperty("authentication").GetString());
        Assert.Equal("manual", csv.GetProperty("defaultSchedule").GetString());
        Assert.Contains("finance.revenue", csv.GetProperty("metrics").EnumerateArray().Select(key => key.GetString()));
        Assert.Equal("object", csv.GetProperty("settingsSchema").GetProperty("type").GetString());
    }

    [Fact]
    public async Task A_data_set_is_a_connection()
    {
        using var client = nexus.Node.Client(nexus.OperatorKey);
        using var form = new MultipartFormDataContent
        {
            { new StringContent("date,finance.revenue\n2026-01-01,10\n2026-01-02,12\n"), "file", "books.csv" },
            {
                new StringContent(
                    """{"layout":"wide","date":{"column":"date"},"values":[{"column":"finance.revenue","metric":"finance.revenue"}]}"""
                ),
                "mapping"
            },
            { new StringContent("true"), "commit" },
        };
        using var imported = await client.PostAsync("/api/v1/imports", form);
        Assert.True(imported.StatusCode == HttpStatusCode.Created, await imported.Content.ReadAsStringAsync());

        var list = await client.GetFromJsonAsync<JsonElement>("/api/v1/connections");

        var connection = Assert.Single(list.GetProperty("items").EnumerateArray());
        Assert.Equal("csv", connection.GetProperty("provider").GetString());
        Assert.Equal("active", connection.GetProperty("status").GetString());
        Assert.Equal(JsonValueKind.String, connection.GetProperty("lastSuccessAt").ValueKind);
        var same = await client.GetFromJsonAsync<JsonElement>(
            $"/api/v1/connections/{connection.GetProperty("id").GetString()}"
        );
        Assert.Equal(connection.ToString(), same.ToString());
        using var stranger = nexus.Node.Client(await nexus.Node.NewWorkspaceKeyAsync(nexus.OperatorKey));
        using var hidden = await stranger.GetAsync($"/api/v1/connections/{connection.GetProperty("id").GetString()}");
        await ProblemAssert.IsAsync(HttpStatusCode.NotFound, "connection_not_found", hidden);
    }
}
