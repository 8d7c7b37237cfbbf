using System.Security.Cryptography;
using System.Text.Json;
using Nexus.Application.Integrations;
using Nexus.Application.Syncing;
using Nexus.Domain.Integrations;
using Nexus.Domain.Kpis;
using Nexus.Infrastructure.Tests.Integrations.Shared.Google;
using Nexus.ProviderSimulator.Faults;
using Nexus.ProviderSimulator.Google;

namespace Nexus.Infrastructure.Tests.Integrations.GoogleAnalytics;

public sealed class GoogleAnalyticsAdapterTests
{
    private const string Reports = "/v1beta/properties/1001:runReport";

    [Fact]
    public async Task Connects_with_a_valid_key_and_says_who_answers()
    {
        await using var scene = await GoogleScene.StartAsync();
        scene.AddProperty();

        var account = await scene.OpenAnalytics().ConnectAsync(CancellationToken.None);

        Assert.Equal(
            ("properties/1001", "Shop", "Europe/Berlin", "EUR"),
            (account.Id, account.Name, account.TimeZone, account.Currency)
        );
    }

    [Fact]
    public async Task Connects_with_a_service_account_whose_key_signs_for_it()
    {
        await using var scene = await GoogleScene.StartAsync();
        scene.AddProperty().Readers.Add("nexus@project.iam.gserviceaccount.com");

        var account = await scene.OpenAnalytics(key: ServiceAccount()).ConnectAsync(CancellationToken.None);

        Assert.Equal("properties/1001", account.Id);
        Assert.Equal(1, scene.Simulator.Requests.Count("/token"));
    }

    [Fact]
    public async Task A_file_that_is_no_service_account_key_is_refused_before_anything_is_called()
    {
        await using var scene = await GoogleScene.StartAsync();

        var fault = Assert.Throws<IntegrationException>(() =>
            scene.OpenAnalytics(key: new Secret("{\"type\":\"other\"}"))
        );

        Assert.Equal(IntegrationFault.Misconfigured, fault.Fault);
        Assert.Empty(scene.Simulator.Requests.All);
    }

    [Fact]
    public async Task Syncs_revenue_correctly_to_the_cent_and_in_the_currency_of_the_property()
    {
        await using var scene = await GoogleScene.StartAsync();
        var property = scene.AddProperty();
        property.Visits.AddRange([
            Visit("2026-03-08", "anna", sale: 19.99m),
            Visit("2026-03-08", "bert", sale: 0.01m),
            Visit("2026-03-09", "anna", sale: 100m),
        ]);

        var read = await GoogleScene.ReadAsync(scene.OpenAnalytics(), "traffic");

        Assert.Equal(20.00m, read.Value("web.purchase_revenue", "2026-03-08"));
        Assert.Equal(100m, read.Value("web.purchase_revenue", "2026-03-09"));
        Assert.Equal(2m, read.Value("web.purchases", "2026-03-08"));
        Assert.Equal("EUR", read.Find("web.purchase_revenue", "2026-03-08")!.Series.Currency);
    }

    [Theory]
    [InlineData("Exhausted concurrent requests quota.", "2026-03-10T11:00:30Z")]
    [InlineData("Exhausted property tokens for a project per hour.", "2026-03-10T12:01:00Z")]
    [InlineData("Exhausted potentially thresholded requests quota.", "2026-03-10T12:01:00Z")]
    [InlineData("Exhausted server errors quota.", "2026-03-10T12:01:00Z")]
    [InlineData("Exhausted property tokens per day. These will return in less than 24 hours.", "2026-03-11T07:00:00Z")]
    public async Task Handles_rate_limiting_by_parking_until_the_bucket_is_full_again(string words, string until)
    {
        await using var scene = await GoogleScene.StartAsync();
        scene.AddProperty();
        scene.Simulator.Faults.Always(Reports, GoogleErrors.Exhausted(words));

        var fault = await Assert.ThrowsAsync<IntegrationException>(() =>
            GoogleScene.ReadAsync(scene.OpenAnalytics(), "traffic")
        );

        Assert.Equal(
            (
                IntegrationFault.RateLimited,
                DateTimeOffset.Parse(until, System.Globalization.CultureInfo.InvariantCulture)
            ),
            (fault.Fault, fault.RetryAt)
        );
        Assert.Equal(1, scene.Simulator.Requests.Count(Reports));
        Assert.DoesNotContain("Exhausted", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Leaves_the_last_tenth_of_a_quota_to_the_owner_and_keeps_what_was_read()
    {
        await using var scene = await GoogleScene.StartAsync();
        var property = scene.AddProperty();
        property.Visits.Add(Visit("2026-03-09", "anna"));
        property.TokensLeft = 4_005;
        var adapter = scene.OpenAnalytics(new { property = "1001", historyFrom = "2025-03-01" });

        var pages = new List<SourcePage>();
        var fault = await Assert.ThrowsAsync<IntegrationException>(async () =>
        {
            await foreach (var page in adapter.SyncAsync(Request("traffic"), CancellationToken.None))
                pages.Add(page);
        });

        Assert.Equal(IntegrationFault.RateLimited, fault.Fault);
        Assert.Single(pages);
        Assert.Equal(1, scene.Simulator.Requests.Count(Reports));
    }

    [Theory]
    [InlineData(false, 30_010, 0.25)]
    [InlineData(true, 100_010, 0.75)]
    [InlineData(true, 30_010, 0.925)]
    public async Task Tells_how_much_of_a_quota_is_used_also_of_a_paid_property_that_has_more(
        bool isPaid,
        int left,
        double used
    )
    {
        await using var scene = await GoogleScene.StartAsync();
        var property = scene.AddProperty();
        (property.IsPaid, property.TokensLeft) = (isPaid, left);
        property.Visits.Add(Visit("2026-03-09", "anna"));
        using var meter = CallMeter.Open();

        await foreach (
            var _ in scene
                .OpenAnalytics(new { property = "1001", historyFrom = "2026-03-09" })
                .SyncAsync(Request("traffic"), CancellationToken.None)
        )
            break;

        Assert.Equal(used, meter.Made.QuotaUsed);
    }

    [Fact]
    public async Task Transforms_to_the_kpi_format()
    {
        await using var scene = await GoogleScene.StartAsync();
        scene
            .AddProperty()
            .Visits.AddRange([
                Visit("2026-03-09", "anna", channel: "Organic Search", keyEvents: ["purchase"], seconds: 90),
                Visit("2026-03-09", "anna", channel: "Direct", seconds: 30),
            ]);

        var traffic = await GoogleScene.ReadAsync(scene.OpenAnalytics(), "traffic");
        var users = await GoogleScene.ReadAsync(scene.OpenAnalytics(), "users");
        var channels = await GoogleScene.ReadAsync(scene.OpenAnalytics(), "channels");
        var events = await GoogleScene.ReadAsync(scene.OpenAnalytics(), "key_events");

        var sessions = traffic.Find("web.sessions", "2026-03-09")!;
        Assert.Equal(
            (2m, Granularity.Day, "", false),
            (sessions.Value, sessions.Series.Granularity, sessions.Series.Currency, sessions.Final)
        );
        Assert.Equal("Europe/Berlin", (string?)sessions.Metadata!["timeZone"]);
        Assert.Equal(1m, users.Value("web.total_users", "2026-03-09"));
        Assert.Equal(1m, users.Value("web.key_event_sessions", "2026-03-09"));
        Assert.Equal(120m, users.Value("web.session_seconds", "2026-03-09"));
        Assert.Equal(1m, channels.Value("web.sessions", "2026-03-09", "Organic Search"));
        Assert.Equal(1m, events.Value("web.key_events", "2026-03-09", "purchase"));
        Assert.All(
            traffic.Points.Concat(users.Points).Concat(channels.Points).Concat(events.Points),
            point => Assert.True(MetricCatalog.TryFind(point.Series.Metric, out _))
        );
    }

    [Fact]
    public async Task Enforces_workspace_isolation_by_calling_with_the_connections_own_access_alone()
    {
        await using var scene = await GoogleScene.StartAsync();
        scene.AddProperty();

        var fault = await Assert.ThrowsAsync<IntegrationException>(() =>
            scene.OpenAnalytics(user: "user-2").ConnectAsync(CancellationToken.None)
        );

        Assert.Equal(IntegrationFault.NoAccess, fault.Fault);
    }

    [Fact]
    public async Task People_are_asked_for_by_each_grain_because_they_do_not_add_up()
    {
        await using var scene = await GoogleScene.StartAsync();
        scene
            .AddProperty()
            .Visits.AddRange([
                Visit("2026-03-02", "anna"),
                Visit("2026-03-03", "anna"),
                Visit("2026-03-08", "bert"),
                Visit("2026-03-09", "anna"),
            ]);

        var daily = await GoogleScene.ReadAsync(scene.OpenAnalytics(), "users");
        var weekly = await GoogleScene.ReadAsync(scene.OpenAnalytics(), "users_weekly");
        var monthly = await GoogleScene.ReadAsync(scene.OpenAnalytics(), "users_monthly");

        Assert.Equal(
            4m,
            daily.Points.Where(point => point.Series.Metric == "web.total_users").Sum(point => point.Value)
        );
        Assert.Equal(2m, weekly.Value("web.total_users", "2026-03-02"));
        Assert.Equal(1m, weekly.Value("web.total_users", "2026-03-09"));
        Assert.Equal(2m, monthly.Value("web.total_users", "2026-03-01"));
        Assert.Equal(Granularity.Month, monthly.Find("web.total_users", "2026-03-01")!.Series.Granularity);
    }

    [Fact]
    public async Task Days_are_those_of_the_property_and_not_of_the_server()
    {
        await using var scene = await GoogleScene.StartAsync();
        scene.AddProperty().TimeZone = "Pacific/Kiritimati";
        scene.Google.Properties["1001"].Visits.Add(Visit("2026-03-11", "anna"));

        var read = await GoogleScene.ReadAsync(scene.OpenAnalytics(), "traffic");

        Assert.Equal(1m, read.Value("web.sessions", "2026-03-11"));
        Assert.Equal(new DateOnly(2026, 3, 11), read.Pages[^1].Restates!.Days.Last);
    }

    [Fact]
    public async Task A_day_without_visits_is_a_day_with_none_and_a_report_without_rows_changes_nothing()
    {
        await using var scene = await GoogleScene.StartAsync();
        var property = scene.AddProperty();
        property.Visits.AddRange([Visit("2026-03-06", "anna"), Visit("2026-03-08", "anna")]);
        var settings = new { property = "1001", historyFrom = "2026-03-05" };

        var some = await GoogleScene.ReadAsync(scene.OpenAnalytics(settings), "traffic");
        property.Visits.Clear();
        var none = await GoogleScene.ReadAsync(scene.OpenAnalytics(settings), "traffic");

        Assert.Equal(0m, some.Value("web.sessions", "2026-03-07"));
        Assert.Null(some.Value("web.sessions", "2026-03-10"));
        Assert.Empty(none.Points);
        Assert.Null(none.Pages.Single().Restates);
    }

    [Fact]
    public async Task What_google_held_back_or_estimated_stands_on_the_point()
    {
        await using var scene = await GoogleScene.StartAsync();
        var property = scene.AddProperty();
        (property.IsThresholded, property.IsSampled, property.HasOtherRow) = (true, true, true);
        property.Visits.Add(Visit("2026-03-09", "anna"));

        var read = await GoogleScene.ReadAsync(scene.OpenAnalytics(), "traffic");

        var note = read.Find("web.sessions", "2026-03-09")!.Metadata!;
        Assert.Equal(["sampled", "thresholded", "other_row"], note["quality"]!.AsArray().Select(one => (string)one!));
        Assert.Equal(0.5m, (decimal)note["sampledShare"]!);
    }

    [Fact]
    public async Task A_property_that_still_calls_key_events_conversions_is_asked_by_that_name()
    {
        await using var scene = await GoogleScene.StartAsync();
        var property = scene.AddProperty();
        property.NamesConversions = true;
        property.Visits.Add(Visit("2026-03-09", "anna", keyEvents: ["sign_up", "purchase"]));

        var read = await GoogleScene.ReadAsync(scene.OpenAnalytics(), "traffic");

        Assert.Equal(2m, read.Value("web.key_events", "2026-03-09"));
    }

    [Fact]
    public async Task A_row_without_a_day_is_rejected_and_the_others_are_kept()
    {
        await using var scene = await GoogleScene.StartAsync();
        scene.AddProperty().Visits.AddRange([Visit("2026-03-08", "anna"), Visit("2026-03-09", "anna")]);
        scene.Simulator.Faults.Queue(
            Reports,
            Fault.Edit("other", body => body["rows"]![0]!["dimensionValues"]![0]!["value"] = "(other)")
        );

        var read = await GoogleScene.ReadAsync(
            scene.OpenAnalytics(new { property = "1001", historyFrom = "2026-03-05" }),
            "traffic"
        );

        Assert.Equal("date_unreadable", Assert.Single(read.Rejects).Code);
        Assert.Equal(1m, read.Value("web.sessions", "2026-03-09"));
    }

    [Fact]
    public async Task Metrics_in_another_order_than_asked_for_are_not_believed()
    {
        await using var scene = await GoogleScene.StartAsync();
        scene.AddProperty().Visits.Add(Visit("2026-03-09", "anna"));
        scene.Simulator.Faults.Always(
            Reports,
            Fault.Edit("swap", body => body["metricHeaders"]![0]!["name"] = "engagedSessions")
        );

        var fault = await Assert.ThrowsAsync<IntegrationException>(() =>
            GoogleScene.ReadAsync(scene.OpenAnalytics(), "traffic")
        );

        Assert.Equal(IntegrationFault.UnexpectedResponse, fault.Fault);
    }

    [Fact]
    public async Task A_token_that_google_refuses_is_renewed_once_and_the_call_made_again()
    {
        await using var scene = await GoogleScene.StartAsync();
        scene.AddProperty();
        var adapter = scene.OpenAnalytics();
        scene.Google.Consent.ExpireAccess();

        var account = await adapter.ConnectAsync(CancellationToken.None);

        Assert.Equal("properties/1001", account.Id);
        Assert.Equal(2, scene.Simulator.Requests.All.Count);
    }

    [Fact]
    public async Task An_api_that_is_switched_off_is_the_operators_to_mend_and_not_the_tenants()
    {
        await using var scene = await GoogleScene.StartAsync();
        scene.AddProperty();
        scene.Simulator.Faults.Always("/v1beta/properties/1001", GoogleErrors.Disabled());

        var fault = await Assert.ThrowsAsync<IntegrationException>(() =>
            scene.OpenAnalytics().ConnectAsync(CancellationToken.None)
        );

        Assert.Equal(IntegrationFault.OperatorFault, fault.Fault);
    }

    [Fact]
    public async Task Properties_are_listed_also_where_an_account_has_none()
    {
        await using var scene = await GoogleScene.StartAsync();
        scene.AddProperty("1001");
        scene.AddProperty("1002").Readers.Clear();

        var found = new List<string>();
        await foreach (var account in scene.Discover().DiscoverAsync(CancellationToken.None))
            found.Add($"{account.Id} {account.Name}");

        Assert.Equal(["1001 Company / Shop"], found);
    }

    private static Visit Visit(
        string day,
        string user,
        string channel = "Direct",
        decimal sale = 0,
        IReadOnlyList<string>? keyEvents = null,
        decimal seconds = 60
    ) =>
        new(
            DateOnly.ParseExact(day, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture),
            user,
            channel,
            Sale: sale,
            KeyEvents: keyEvents,
            Seconds: seconds
        );

    private static StreamRequest Request(string stream) =>
        new(stream, Checkpoint.Start)
        {
            KnownVersions = (_, _, _) =>
                Task.FromResult<IReadOnlyDictionary<string, long>>(new Dictionary<string, long>()),
        };

    private static Secret ServiceAccount()
    {
        using var rsa = RSA.Create(2048);
        return new Secret(
            JsonSerializer.Serialize(
                new
                {
                    type = "service_account",
                    client_email = "nexus@project.iam.gserviceaccount.com",
                    private_key_id = "1",
                    private_key = rsa.ExportPkcs8PrivateKeyPem(),
                    token_uri = "http://169.254.169.254/",
                }
            )
        );
    }
}
