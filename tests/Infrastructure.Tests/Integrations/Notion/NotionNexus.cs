using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Nexus.Application.Features.Annotations;
using Nexus.Application.Features.Connections;
using Nexus.Domain.Integrations;
using Nexus.Domain.Workspaces;
using Nexus.Infrastructure.Http;
using Nexus.Infrastructure.OAuth;
using Nexus.Infrastructure.Tests.Integrations.Shared;
using Nexus.ProviderSimulator;
using Nexus.ProviderSimulator.Notion;
using Nexus.Testing;
using Nexus.Testing.Postgres;

namespace Nexus.Infrastructure.Tests.Integrations.Notion;

/// <summary>Nexus as it syncs a Notion that answers over HTTP.</summary>
internal sealed class NotionNexus : ProviderNexus
{
    /// <summary>Noon of a Tuesday.</summary>
    public static readonly DateTimeOffset Start = new(2026, 3, 10, 12, 0, 0, TimeSpan.Zero);

    private NotionNexus(TestDatabase database, Simulator simulator, HurriedClock clock)
        : base(database, "notion", simulator.Notion, simulator, clock, services => Register(services, simulator)) { }

    public NotionSimulation Notion => Simulator.Notion;

    public static async Task<NotionNexus> StartAsync(MovableDatabase database)
    {
        await DatabaseClock.SetAsync(database.Database, Start);
        var clock = new HurriedClock(Start);
        return new(database.Database, await Simulator.StartAsync(clock: clock), clock);
    }

    /// <summary>A table of objectives whose progress is a share in the property Progress.</summary>
    public NotionTable Shares(string title = "Goals") =>
        Notion.CreateTable(title).AddProperty("Progress", "number", "pr%3Ag", new() { ["format"] = "percent" });

    /// <summary>An objective that is there since a while.</summary>
    public NotionPage Goal(NotionTable table, string title, decimal progress) =>
        Notion.CreatePage(table, title, Start.AddDays(-30)).Set("Progress", progress);

    /// <summary>A workspace that is connected to a table with one objective, called Launch.</summary>
    public async Task<(WorkspaceId Workspace, NotionTable Goals)> LaunchAsync(decimal progress, string timeZone = "UTC")
    {
        var goals = Shares();
        Goal(goals, "Launch", progress);
        return (await ConnectedAsync(goals, timeZone), goals);
    }

    /// <summary>A workspace that is connected to a table of many objectives.</summary>
    /// <param name="apart">How long after the one before each was made; the first was a month ago.</param>
    public async Task<(WorkspaceId Workspace, NotionTable Goals)> ManyAsync(int count, TimeSpan apart)
    {
        var goals = Shares();
        for (var i = 0; i < count; i++)
            Notion.CreatePage(goals, $"Goal {i}", Start.AddDays(-30) + (i * apart)).Set("Progress", 0.5m);
        return (await ConnectedAsync(goals), goals);
    }

    public CreateConnection.Command New(JsonObject settings, string? token = null) =>
        new(
            "notion",
            Name: null,
            JsonSerializer.SerializeToElement(settings),
            new Dictionary<string, Secret?>(StringComparer.Ordinal)
            {
                ["accessToken"] = new Secret(token ?? Notion.Consent.CreateToken()),
            }
        );

    public Task<ConnectionView> ConnectAsync(WorkspaceId workspace, JsonObject settings) =>
        SendAsync(workspace, New(settings));

    public Task<ConnectionView> ConnectAsync(WorkspaceId workspace, NotionTable objectives) =>
        ConnectAsync(workspace, Settings(objectives));

    public static JsonObject Settings(NotionTable objectives) =>
        new() { ["objectives"] = objectives.Id, ["progress"] = "Progress" };

    /// <summary>A workspace of its own for a table of objectives.</summary>
    public async Task<WorkspaceId> ConnectedAsync(NotionTable objectives, string timeZone = "UTC")
    {
        var workspace = await OpenAsync(timeZone);
        await ConnectAsync(workspace, objectives);
        return workspace;
    }

    /// <summary>Lets a day pass and syncs what is due then.</summary>
    public async Task<List<RunStatus?>> NextDayAsync()
    {
        await MoveAsync(TimeSpan.FromDays(1));
        return await RunAsync();
    }

    /// <summary>Day and value of the points of a metric at one level, such as <c>{}</c>.</summary>
    public async Task<List<string>> ValuesAsync(WorkspaceId workspace, string metric, string level = "{}") =>
        [
            .. (await PointsAsync(workspace, metric))
                .Where(point => point.StartsWith(level + ' ', StringComparison.Ordinal))
                .Select(point =>
                    point[(level.Length + 1)..].Split(' ') is [var day, var value, ..] ? $"{day} {value}" : ""
                ),
        ];

    /// <summary>Title and first day of the annotations, the latest first.</summary>
    public async Task<List<string>> NotesAsync(WorkspaceId workspace, string? search = null) =>
        [
            .. (
                await SendAsync(workspace, new ListAnnotations.Query(null, null, null, search, null, null, 200))
            ).Select(note => $"{note.Title} {note.From:yyyy-MM-dd}"),
        ];

    /// <summary>How many records are stored that still exist.</summary>
    public async Task<string> RecordsAsync(WorkspaceId workspace) =>
        (await Services.RowsAsync(workspace, "select count(*) from nexus.source_record where not deleted"))[0];

    /// <summary>What the last run says is in its way.</summary>
    public async Task<string> ErrorAsync(WorkspaceId workspace) =>
        (
            await Services.RowsAsync(
                workspace,
                "select coalesce(error_code, ''), coalesce(error_message, '') from nexus.sync_run order by queued_at desc limit 1"
            )
        )[0];

    private static void Register(IServiceCollection services, Simulator simulator)
    {
        var address = simulator.UrlOf(simulator.Notion).ToString();
        services.AddSingleton(
            ProviderAddresses.Read([
                new("notion:BaseUrl", address),
                new("notion:AuthorizeUrl", address + "v1/oauth/authorize"),
                new("notion:TokenUrl", address + "v1/oauth/token"),
                new("notion:RevokeUrl", address + "v1/oauth/revoke"),
            ])
        );
        services.AddSingleton(
            OAuthSettings.Read(
                [
                    new("notion:ClientId", NotionConsent.ClientId),
                    new("notion:ClientSecret", NotionConsent.ClientSecret),
                ],
                "https://nexus.example.org"
            )
        );
    }
}
