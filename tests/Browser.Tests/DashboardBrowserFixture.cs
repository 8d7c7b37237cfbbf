using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Nexus.Application.Features.Connections;
using Nexus.Application.Features.Dashboards;
using Nexus.Application.Features.Sharing;
using Nexus.Testing.Http.Pages;

namespace Nexus.Browser.Tests;

/// <summary>A browser on a workspace with figures, and with a dashboard of each template.</summary>
public sealed class DashboardBrowserFixture : IAsyncLifetime
{
    public BrowserFixture Browser { get; } = new();

    public Guid Revenue { get; private set; }

    public Guid Marketing { get; private set; }

    public Guid Health { get; private set; }

    /// <summary>Of a link that shows <see cref="Revenue" /> to strangers.</summary>
    public string Token { get; private set; } = "";

    /// <summary>One with a tile in each state that is not good.</summary>
    public Guid States { get; private set; }

    /// <summary>What stands in the place of each name in the addresses of <see cref="HeldPages" />.</summary>
    private readonly Dictionary<string, string> _places = new(StringComparer.Ordinal);

    public async Task InitializeAsync()
    {
        await Browser.InitializeAsync();
        using var http = Browser.Nexus.Node.Client(Browser.Nexus.OperatorKey);
        await SampleFigures.ImportAsync(http, DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime));
        Marketing = await CreateAsync(http, "marketing");
        Revenue = await CreateAsync(http, "revenue");
        Health = await CreateAsync(http, "business-health");
        var goal = await PostAsync(
            http,
            "goals",
            new
            {
                metric = "finance.revenue",
                target = 400_000,
                period = "month",
            }
        );
        var note = await PostAsync(
            http,
            "annotations",
            new
            {
                title = "Autumn campaign begins",
                from = DaysAgo(9),
                metric = "web.sessions",
            }
        );
        States = await StatesAsync(http);
        var link = await Browser.Nexus.SendAsync(new CreateShareLink.Command(Revenue, Days: null));
        Token = link.Token;
        var revenue = await Browser.Nexus.SendAsync(new GetDashboard.Query(Revenue));
        _places["{marketing}"] = $"{Marketing}";
        _places["{revenue}"] = $"{Revenue}";
        _places["{health}"] = $"{Health}";
        _places["{states}"] = $"{States}";
        _places["{tile}"] = $"{revenue.Tiles[0].Id}";
        _places["{link}"] = $"{link.Id}";
        _places["{token}"] = Token;
        _places["{goal}"] = $"{goal.GetProperty("id").GetGuid()}";
        _places["{note}"] = $"{note.GetProperty("id").GetGuid()}";
        _places["{yesterday}"] = DaysAgo(1);
    }

    /// <summary>An address of <see cref="HeldPages" /> as it is here.</summary>
    public string AddressOf(string path) =>
        _places.Aggregate(path, (said, place) => said.Replace(place.Key, place.Value, StringComparison.Ordinal));

    /// <summary>A day as forms and the API take it.</summary>
    public static string DaysAgo(int days) =>
        TimeProvider.System.GetUtcNow().UtcDateTime.AddDays(-days).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>A dashboard of its own for a test that changes it.</summary>
    public async Task<Guid> NewAsync(string template)
    {
        using var http = Browser.Nexus.Node.Client(Browser.Nexus.OperatorKey);
        return await CreateAsync(http, template);
    }

    public Task DisposeAsync() => Browser.DisposeAsync();

    /// <summary>Of a data set that is closed, a metric without data, and conditions that nothing fits or can fit.</summary>
    private async Task<Guid> StatesAsync(HttpClient http)
    {
        await SampleFigures.ImportAsync(
            http,
            "Old shop",
            $"Date,Orders\n{DaysAgo(20)},12\n{DaysAgo(12)},9\n{DaysAgo(3)},15\n",
            """
            {"date": {"column": "Date"},
             "values": [{"column": "Orders", "metric": "custom.old_orders", "name": "Orders of the old shop", "unit": "count", "aggregation": "sum", "direction": "good"}]}
            """
        );
        var shop = (await Browser.Nexus.SendAsync(new ListConnections.Query(null, 100))).Single(one =>
            one.Name == "Old shop"
        );
        await Browser.Nexus.SendAsync(new DisconnectConnection.Command(shop.Id, Erase: false));
        _places["{shop}"] = $"{shop.Id}";
        var made = await Browser.Nexus.SendAsync(new CreateDashboard.Command("Tiles in every state"));
        var version = made.Version;
        foreach (
            var tile in new TileSettings[]
            {
                new("value", Query: new("custom.old_orders")),
                new("value", Query: new("web.sessions")),
                new("value", Query: new("ads.conversions")),
                new("value", Query: new("web.sessions", Filter: ["channel:Nowhere"])),
                new("value", Query: new("ads.spend", Filter: ["planet:Mars"])),
                new("heading", "Charts"),
                new("line", Query: new("custom.old_orders")),
                new("area", Query: new("ads.conversions")),
                new("ranking", Query: new("web.sessions", GroupBy: "planet")),
                new("table", Query: new("ads.spend", GroupBy: "planet")),
            }
        )
            version = (await Browser.Nexus.SendAsync(new AddTile.Command(made.Id, version, tile))).Dashboard.Version;
        return made.Id;
    }

    private static async Task<Guid> CreateAsync(HttpClient http, string template) =>
        (await PostAsync(http, "dashboards", new { template })).GetProperty("id").GetGuid();

    private static async Task<JsonElement> PostAsync(HttpClient http, string path, object body)
    {
        using var answer = await http.PostAsJsonAsync($"/api/v1/{path}", body);
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }
}
