using Nexus.Application;
using Nexus.Application.Features.Connections;
using Nexus.Application.Features.Kpis;
using Nexus.Domain.Integrations;
using Nexus.Domain.Kpis;
using Nexus.ProviderSimulator.Ads;
using Nexus.Testing.Postgres;

namespace Nexus.Infrastructure.Tests.Integrations.Shared.Ads;

/// <summary>What every ad network is held to, through the engine, over HTTP, into a real database as the unprivileged role.</summary>
public abstract class SyncedAdsTests(MovableDatabase database) : IClassFixture<MovableDatabase>
{
    private static readonly DateOnly Yesterday = AdScene.Today.AddDays(-1);

    private protected abstract AdNetwork Network { get; }

    [Fact]
    public async Task Connects_with_a_valid_key()
    {
        await using var nexus = await AdNexus.StartAsync(database, Network);
        var workspace = await nexus.OpenAsync();
        Fill(nexus, "77", 5m);
        var credentials = Network.Credentials(nexus.Simulator, "77");
        var wrong = credentials.ToDictionary(StringComparer.Ordinal);
        wrong["accessToken"] = "thisTokenDoesNotExist";

        var refused = await Assert.ThrowsAsync<RefusedException>(() => nexus.ConnectAsync(workspace, wrong));
        var made = await nexus.ConnectAsync(workspace, credentials);
        var tested = await nexus.SendAsync(workspace, new TestConnection.Command(made.Id));

        Assert.Equal("credential_refused", refused.Code);
        Assert.DoesNotContain("thisTokenDoesNotExist", refused.Message, StringComparison.Ordinal);
        Assert.Equal(("active", "77"), (made.Status, made.Account!.Id));
        Assert.All(tested.Checks, check => Assert.True(check.Ok, check.Message));
    }

    [Fact]
    public async Task Syncs_spend_correctly()
    {
        await using var nexus = await AdNexus.StartAsync(database, Network);
        var workspace = await nexus.OpenAsync();
        var book = Network.CreateAccount(nexus.Simulator, "77");
        AdScenarios.Demo(book, new(2026, 9, 1), AdScene.Today);
        await nexus.ConnectAsync(workspace, Network.Credentials(nexus.Simulator, "77"));

        Assert.Equal([RunStatus.Succeeded], await nexus.RunAsync());

        var truth = book.Totals(_ => "", AdBook.Days(new(2026, 9, 1), AdScene.Today)).ToDictionary(day => day.First);
        var told = await SeriesAsync(nexus, workspace, "ads.spend");
        Assert.Equal(truth.ToDictionary(day => day.Key, day => day.Value.Facts.Spend), told);
        // A ratio is divided when it is read, from sums.
        var all = truth.Values.Select(day => day.Facts).Aggregate((one, other) => one + other);
        Assert.Equal(
            decimal.Round(all.Spend / all.Clicks, 10),
            decimal.Round((await TotalAsync(nexus, workspace, "ads.cpc"))!.Value, 10)
        );
    }

    [Fact]
    public async Task Handles_rate_limiting()
    {
        await using var nexus = await AdNexus.StartAsync(database, Network);
        var workspace = await nexus.OpenAsync();
        Fill(nexus, "77", 5m);
        await nexus.ConnectAsync(workspace, Network.Credentials(nexus.Simulator, "77"));
        nexus.Simulator.Faults.Always(Network.Reports, Network.Throttled(nexus.Clock.GetUtcNow()));

        var first = await nexus.RunOnceAsync();
        var calls = nexus.Simulator.Requests.All.Count;
        await nexus.MoveAsync(TimeSpan.FromMinutes(4));
        var early = await nexus.RunOnceAsync();

        Assert.Equal(RunStatus.Queued, first!.Status);
        Assert.Null(early);
        Assert.Equal(calls, nexus.Simulator.Requests.All.Count);
        nexus.Simulator.Faults.Clear();
        Assert.Equal([RunStatus.Succeeded], await nexus.RunAsync());
        Assert.Equal(5m, (await SeriesAsync(nexus, workspace, "ads.spend"))[Yesterday]);
    }

    [Fact]
    public async Task Transforms_to_the_KPI_format()
    {
        await using var nexus = await AdNexus.StartAsync(database, Network);
        var workspace = await nexus.OpenAsync();
        Fill(nexus, "77", 5.25m);
        await nexus.ConnectAsync(workspace, Network.Credentials(nexus.Simulator, "77"));

        await nexus.RunAsync();

        Assert.Contains(
            """{"campaign": "Spring (1)"} 2026-09-19 5.25 USD False""",
            await nexus.PointsAsync(workspace, "ads.spend")
        );
        Assert.Contains(
            """{"campaign": "Spring (1)"} 2026-09-19 100  False""",
            await nexus.PointsAsync(workspace, "ads.impressions")
        );
        var metrics = await nexus.Services.RowsAsync(workspace, "select distinct metric from nexus.kpi_series");
        Assert.All(metrics, metric => Assert.True(MetricCatalog.TryFind(metric, out _), metric));
        Assert.DoesNotContain("ads.ctr", metrics);
    }

    [Fact]
    public async Task Enforces_workspace_isolation()
    {
        await using var nexus = await AdNexus.StartAsync(database, Network);
        var (one, other) = (await nexus.OpenAsync(), await nexus.OpenAsync());
        Fill(nexus, "77", 5m);
        Fill(nexus, "88", 9m);
        var mine = await nexus.ConnectAsync(one, Network.Credentials(nexus.Simulator, "77"));
        await nexus.ConnectAsync(other, Network.Credentials(nexus.Simulator, "88"));

        Assert.Equal([RunStatus.Succeeded, RunStatus.Succeeded], await nexus.RunAsync());

        Assert.Equal(5m, (await SeriesAsync(nexus, one, "ads.spend"))[Yesterday]);
        Assert.Equal(9m, (await SeriesAsync(nexus, other, "ads.spend"))[Yesterday]);
        Assert.Equal(
            ["1"],
            await nexus.Services.RowsAsync(one, "select count(distinct connection_id) from nexus.kpi_series")
        );
        var unseen = await Assert.ThrowsAsync<RefusedException>(() =>
            nexus.SendAsync(other, new GetConnection.Query(mine.Id))
        );
        Assert.Equal("connection_not_found", unseen.Code);
    }

    [Fact]
    public async Task What_vanished_at_the_network_vanishes_from_the_store_and_its_rollups()
    {
        await using var nexus = await AdNexus.StartAsync(database, Network);
        var workspace = await nexus.OpenAsync();
        var book = Fill(nexus, "77", 5m);
        book.AddCampaign("2", "Autumn");
        book.Set(book.AddAd("22", "Ad 22", "2", "52").Id, Yesterday, new(900, 9, 9m));
        await nexus.ConnectAsync(workspace, Network.Credentials(nexus.Simulator, "77"));
        await nexus.RunAsync();
        Assert.Equal(14m, (await SeriesAsync(nexus, workspace, "ads.spend"))[Yesterday]);

        book.Set("22", Yesterday, null);
        await nexus.MoveAsync(TimeSpan.FromHours(7));
        await nexus.RunAsync();

        Assert.Equal(5m, (await SeriesAsync(nexus, workspace, "ads.spend"))[Yesterday]);
        Assert.DoesNotContain(
            await nexus.PointsAsync(workspace, "ads.spend"),
            point => point.Contains("Autumn", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task A_network_that_suddenly_tells_nothing_is_doubted_and_takes_nothing_away()
    {
        await using var nexus = await AdNexus.StartAsync(database, Network);
        var workspace = await nexus.OpenAsync();
        var book = Fill(nexus, "77", 5m);
        await nexus.ConnectAsync(workspace, Network.Credentials(nexus.Simulator, "77"));
        await nexus.RunAsync();
        var stored = await nexus.PointsAsync(workspace, "ads.spend");

        book.Set("11", Yesterday, null);
        await nexus.MoveAsync(TimeSpan.FromHours(7));

        Assert.Equal([RunStatus.Suspicious], await nexus.RunAsync());
        Assert.Equal(stored, await nexus.PointsAsync(workspace, "ads.spend"));
        Assert.Equal(5m, (await SeriesAsync(nexus, workspace, "ads.spend"))[Yesterday]);
    }

    private AdBook Fill(AdNexus nexus, string account, decimal spend)
    {
        var book = Network.CreateAccount(nexus.Simulator, account);
        book.AddCampaign("1", "Spring");
        book.Set(book.AddAd("11", "Ad 11", "1", "51").Id, Yesterday, new(100, 2, spend));
        return book;
    }

    private static async Task<Dictionary<DateOnly, decimal>> SeriesAsync(
        AdNexus nexus,
        Domain.Workspaces.WorkspaceId workspace,
        string metric
    )
    {
        var answer = await AskAsync(nexus, workspace, metric, "day");
        return answer
            .Points.Where(point => point.Value is not null)
            .ToDictionary(
                point => DateOnly.Parse(point.Start, System.Globalization.CultureInfo.InvariantCulture),
                point => point.Value!.Value
            );
    }

    private static async Task<decimal?> TotalAsync(
        AdNexus nexus,
        Domain.Workspaces.WorkspaceId workspace,
        string metric
    ) => (await AskAsync(nexus, workspace, metric, "month")).Points.Single(point => point.Value is not null).Value;

    private static async Task<SeriesAnswer> AskAsync(
        AdNexus nexus,
        Domain.Workspaces.WorkspaceId workspace,
        string metric,
        string bucket
    ) =>
        (
            await nexus.SendAsync(
                workspace,
                new GetSeries.Query(
                    new SeriesRequest
                    {
                        Metric = metric,
                        From = "2026-09-01",
                        To = "2026-10-01",
                        Bucket = bucket,
                    }
                )
            )
        ).Value;
}
