using System.Globalization;
using System.Text.Json;
using Nexus.Domain.Dashboards;
using Nexus.Infrastructure;

namespace Nexus.Host.Cli.Demo;

/// <summary>Sets a workspace up as a person would, over the API: rates, a file, and every simulated provider.</summary>
/// <param name="http">Sends the workspace's key.</param>
internal sealed class DemoTour(
    HttpClient http,
    Uri nexus,
    DemoSimulator simulator,
    TimeProvider clock,
    Action<string> say
)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    /// <summary>What one unit is worth in dollars, the workspace's currency; made up, and the same all the time.</summary>
    private static readonly (string Currency, decimal Rate)[] Rates =
    [
        ("EUR", 1.10m),
        ("GBP", 1.30m),
        ("JPY", 0.0067m),
    ];

    private static readonly (string Metric, decimal Target, string? Currency, string Period, string? Owner)[] Goals =
    [
        ("ads.spend", 36_000, "USD", "month", "Marketing"),
        ("revenue.mrr", 100_000, "USD", "quarter", "Sales"),
        ("web.sessions", 600, null, "month", "Marketing"),
    ];

    private DateOnly Today => DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);

    /// <exception cref="StartupException">Something that has to work did not.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await PutRatesAsync(cancellationToken);
        await ImportAsync(cancellationToken);
        var connected = new List<(string Id, string Name)>();
        foreach (var source in await simulator.MakeAccountsAsync(http, cancellationToken))
            connected.Add((await ConnectAsync(source, cancellationToken), source.Name));
        say($"Connected {string.Join(", ", connected.Select(one => one.Name))}; reading their past ...");
        await Task.WhenAll(connected.Select(one => WaitAsync(one.Id, one.Name, cancellationToken)));
        await PutTogetherAsync(cancellationToken);
        await ShowAsync(cancellationToken);
    }

    /// <summary>A dashboard of each kind that there is a template of, goals and a note, so that the first page shows all there is.</summary>
    private async Task PutTogetherAsync(CancellationToken cancellationToken)
    {
        foreach (var template in DashboardTemplates.All.Select(template => template.Key))
            await SendAsync(HttpMethod.Post, "dashboards", JsonContent.Create(new { template }), cancellationToken);
        foreach (var (metric, target, currency, period, owner) in Goals)
            await SendAsync(
                HttpMethod.Post,
                "goals",
                JsonContent.Create(
                    new
                    {
                        metric,
                        target,
                        currency,
                        period,
                        owner,
                    }
                ),
                cancellationToken
            );
        await SendAsync(
            HttpMethod.Post,
            "annotations",
            JsonContent.Create(
                new
                {
                    title = "Autumn campaign",
                    text = "Twice the budget for a week; written by hand, as anybody who edits may.",
                    from = Today.AddDays(-16),
                    to = Today.AddDays(-10),
                }
            ),
            cancellationToken
        );
        say($"Put {DashboardTemplates.All.Count} dashboards together, with {Goals.Length} goals.");
    }

    private async Task PutRatesAsync(CancellationToken cancellationToken)
    {
        var first = Today.AddYears(-2);
        var rates = Rates.Select(rate => new
        {
            currency = rate.Currency,
            day = first,
            rate = rate.Rate,
        });
        await SendAsync(HttpMethod.Put, "exchange-rates", JsonContent.Create(new { rates }), cancellationToken);
    }

    private async Task ImportAsync(CancellationToken cancellationToken)
    {
        using var form = new MultipartFormDataContent
        {
            { new ByteArrayContent(DemoFile.Write(Today)), "file", "advertising.csv" },
            { new StringContent("true"), "commit" },
            {
                new StringContent(
                    """
                    {"date": {"column": "Date"},
                     "values": [{"column": "Cost", "metric": "ads.spend", "currency": "USD"},
                                {"column": "Clicks", "metric": "ads.clicks"}],
                     "dimensions": [{"column": "Campaign", "name": "campaign"}]}
                    """
                ),
                "mapping"
            },
        };
        await SendAsync(HttpMethod.Post, "imports", form, cancellationToken);
        say("Imported a file of advertising costs.");
    }

    /// <returns>The connection's id.</returns>
    private async Task<string> ConnectAsync(DemoSource source, CancellationToken cancellationToken)
    {
        var made = await SendAsync(
            HttpMethod.Post,
            "connections",
            JsonContent.Create(
                new
                {
                    provider = source.Provider,
                    name = source.Name,
                    credentials = source.Credentials,
                    settings = source.Settings,
                    grant = source.Consent ? await ConsentAsync(source.Provider, cancellationToken) : (Guid?)null,
                }
            ),
            cancellationToken
        );
        var id = made.GetProperty("id").GetString()!;
        if (source.Webhooks is { } webhooks)
        {
            var secret = await simulator.RegisterAsync(
                http,
                webhooks.Path,
                new Uri(nexus, $"webhooks/{source.Provider}/{id}"),
                cancellationToken
            );
            var credentials = new Dictionary<string, string> { [webhooks.Credential] = secret };
            await SendAsync(
                HttpMethod.Patch,
                $"connections/{id}",
                JsonContent.Create(new { credentials }),
                cancellationToken
            );
        }
        return id;
    }

    /// <summary>Goes to the provider and back, as the browser of somebody does who consents at once.</summary>
    /// <returns>The grant's id.</returns>
    private async Task<Guid> ConsentAsync(string provider, CancellationToken cancellationToken)
    {
        using var asked = await http.GetAsync(new Uri(nexus, $"oauth/{provider}/authorize"), cancellationToken);
        using var consented = await http.GetAsync(Next(asked, provider), cancellationToken);
        var back = new Uri(nexus, $"oauth/{provider}/callback{Next(consented, provider).Query}");
        using var granted = await http.GetAsync(back, cancellationToken);
        if (!granted.IsSuccessStatusCode)
            throw new StartupException($"The consent at {provider} ended with {(int)granted.StatusCode}.");
        var answer = await granted.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
        return answer.GetProperty("grant").GetGuid();
    }

    private static Uri Next(HttpResponseMessage answer, string provider) =>
        answer.Headers.Location
        ?? throw new StartupException($"The consent at {provider} ended with {(int)answer.StatusCode}.");

    private async Task WaitAsync(string connection, string name, CancellationToken cancellationToken)
    {
        await SendAsync(HttpMethod.Post, $"connections/{connection}/sync", content: null, cancellationToken);
        var began = clock.GetTimestamp();
        while (clock.GetElapsedTime(began) < Patience)
        {
            var runs = await SendAsync(
                HttpMethod.Get,
                $"connections/{connection}/runs?limit=1",
                content: null,
                cancellationToken
            );
            if (runs.GetProperty("items").EnumerateArray().FirstOrDefault() is { ValueKind: JsonValueKind.Object } run)
            {
                var status = run.GetProperty("status").GetString()!;
                if (status is not ("queued" or "running"))
                {
                    var read = run.GetProperty("recordsRead").GetInt64().ToString("N0", CultureInfo.InvariantCulture);
                    say($"{name}: {status}, {read} records read.");
                    return;
                }
            }
            await Task.Delay(Pause, clock, cancellationToken);
        }
        say($"{name} is still being read; ./nexus sync follows it, and the API tells how far it is.");
    }

    private async Task ShowAsync(CancellationToken cancellationToken)
    {
        var answer = await SendAsync(
            HttpMethod.Post,
            "kpis/query",
            JsonContent.Create(new { tiles = DemoTile.All.Select(tile => new { metric = tile.Metric }) }),
            cancellationToken
        );
        say("The last 30 days:");
        foreach (var (tile, shown) in DemoTile.All.Zip(answer.GetProperty("tiles").EnumerateArray()))
            say($"  {tile.Title, -28} {DemoTile.Text(shown)}");
    }

    private async Task<JsonElement> SendAsync(
        HttpMethod method,
        string path,
        HttpContent? content,
        CancellationToken cancellationToken
    )
    {
        using var request = new HttpRequestMessage(method, new Uri(nexus, $"api/v1/{path}")) { Content = content };
        using var answer = await http.SendAsync(request, cancellationToken);
        var text = await answer.Content.ReadAsStringAsync(cancellationToken);
        if (!answer.IsSuccessStatusCode)
            throw new StartupException($"{method} {path} answered {(int)answer.StatusCode}: {text}");
        using var json = JsonDocument.Parse(text);
        return json.RootElement.Clone();
    }
}
