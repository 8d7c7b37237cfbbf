using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Nexus.Testing.Http.Pages;

namespace Nexus.Browser.Tests;

/// <summary>A browser on a workspace with figures, and with a dashboard of each template.</summary>
public sealed class DashboardBrowserFixture : IAsyncLifetime
{
    public BrowserFixture Browser { get; } = new();

    public Guid Revenue { get; private set; }

    public Guid Marketing { get; private set; }

    public Guid Health { get; private set; }

    public async Task InitializeAsync()
    {
        await Browser.InitializeAsync();
        using var http = Browser.Nexus.Node.Client(Browser.Nexus.OperatorKey);
        await SampleFigures.ImportAsync(http, DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime));
        Marketing = await CreateAsync(http, "marketing");
        Revenue = await CreateAsync(http, "revenue");
        Health = await CreateAsync(http, "business-health");
        await PostAsync(
            http,
            "goals",
            new
            {
                metric = "finance.revenue",
                target = 400_000,
                period = "month",
            }
        );
        await PostAsync(
            http,
            "annotations",
            new
            {
                title = "Autumn campaign begins",
                from = DaysAgo(9),
                metric = "web.sessions",
            }
        );
    }

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

    private static async Task<Guid> CreateAsync(HttpClient http, string template) =>
        (await PostAsync(http, "dashboards", new { template })).GetProperty("id").GetGuid();

    private static async Task<JsonElement> PostAsync(HttpClient http, string path, object body)
    {
        using var answer = await http.PostAsJsonAsync($"/api/v1/{path}", body);
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }
}
