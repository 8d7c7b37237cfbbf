using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Nexus.Application.Features.Connections;
using Nexus.Domain.Integrations;
using Nexus.Testing.Http.Pages;

namespace Nexus.Host.Tests.Pages.Connections;

public sealed class DetailPagesTests(SourcesFixture sources) : IClassFixture<SourcesFixture>
{
    public static TheoryData<string> Parts => ["", "/runs", "/rejects", "/settings", "/test", "/disconnect"];

    [Theory, MemberData(nameof(Parts))]
    public async Task A_foreign_connection_looks_like_one_that_is_not_there(string part)
    {
        using var person = sources.Nexus.SignIn();
        var foreign = await ForeignAsync();

        var answer = await person.GetAsync($"/connections/{foreign}{part}");
        var unknown = await person.GetAsync($"/connections/{Guid.NewGuid()}{part}");

        Assert.Equal((HttpStatusCode.NotFound, "Page not found"), (answer.Status, answer.Heading));
        Assert.Equal(unknown.Text, answer.Text);
    }

    public static TheoryData<string> Deeds =>
        ["sync", "backfill", "replay", "pause", "resume", "settings", "credentials", "disconnect"];

    [Theory, MemberData(nameof(Deeds))]
    public async Task Nothing_is_done_to_a_foreign_connection(string deed)
    {
        using var person = sources.Nexus.SignIn();
        var page = await person.GetAsync("/connections");

        var answer = await person.PostAsync(
            page,
            $"/connections/{await ForeignAsync()}/{deed}",
            ("from", "2026-01-01"),
            ("to", "2026-01-31")
        );

        Assert.Equal(HttpStatusCode.NotFound, answer.Status);
    }

    [Theory, MemberData(nameof(Deeds))]
    public async Task A_viewer_does_nothing(string deed)
    {
        using var viewer = sources.Nexus.SignIn("viewer");
        var id = await ConnectAsync();
        var page = await viewer.GetAsync($"/connections/{id}");

        var answer = await viewer.PostAsync(page, $"/connections/{id}/{deed}");

        Assert.Equal(HttpStatusCode.Forbidden, answer.Status);
        Assert.DoesNotContain("Sync now", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_editor_syncs_and_changes_nothing()
    {
        using var editor = sources.Nexus.SignIn("editor");
        var id = await ConnectAsync();
        var page = await editor.GetAsync($"/connections/{id}");

        var synced = await editor.PostAsync(page, $"/connections/{id}/sync");
        var paused = await editor.PostAsync(page, $"/connections/{id}/pause");
        var settings = await editor.GetAsync($"/connections/{id}/settings");

        Assert.Equal($"/connections/{id}", synced.Location);
        Assert.Equal(HttpStatusCode.Forbidden, paused.Status);
        Assert.DoesNotContain("Save the settings", settings.Text, StringComparison.Ordinal);
        Assert.Contains("Discounts in recurring revenue", settings.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_overview_says_what_is_read_and_where_events_go()
    {
        using var person = sources.Nexus.SignIn();
        var id = await ConnectAsync();

        var page = await person.GetAsync($"/connections/{id}");

        Assert.Contains("Every 6 hours", page.Text, StringComparison.Ordinal);
        Assert.Contains($"/webhooks/stripe/{id}", page.Html, StringComparison.Ordinal);
        Assert.Contains("Subscriptions", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connection_is_paused_and_resumed()
    {
        using var person = sources.Nexus.SignIn();
        var id = await ConnectAsync();
        var page = await person.GetAsync($"/connections/{id}");

        var paused = await person.FollowAsync(await person.PostAsync(page, $"/connections/{id}/pause"));
        var resumed = await person.FollowAsync(await person.PostAsync(page, $"/connections/{id}/resume"));

        Assert.Contains("Resume", paused.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Sync now", paused.Text, StringComparison.Ordinal);
        Assert.Contains("Sync now", resumed.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Settings_and_schedule_are_changed_and_kept()
    {
        using var person = sources.Nexus.SignIn();
        var id = await ConnectAsync();
        var page = await person.GetAsync($"/connections/{id}/settings");

        var saved = await person.PostAsync(
            page,
            $"/connections/{id}/settings",
            ("name", "Renamed"),
            ("settings.discountPolicy", "none"),
            ("schedule", "cron"),
            ("cron", "30 6 * * *"),
            ("zone", "Europe/Berlin")
        );

        Assert.Equal($"/connections/{id}/settings", saved.Location);
        var now = await sources.Nexus.SendAsync(new GetConnection.Query(id));
        Assert.Equal(("Renamed", "30 6 * * *", "Europe/Berlin"), (now.Name, now.Schedule, now.ScheduleZone));
        Assert.Equal("none", now.Settings.GetProperty("discountPolicy").GetString());
    }

    [Fact]
    public async Task A_new_key_of_another_account_is_refused_at_the_form()
    {
        using var person = sources.Nexus.SignIn();
        var id = await ConnectAsync();
        var other = sources.NewStripeAccount().CreateRestrictedKey().Value;

        var refused = await person.PostAsync(
            await person.GetAsync($"/connections/{id}/settings"),
            $"/connections/{id}/credentials",
            ("credentials.apiKey", other)
        );

        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.Contains("The API key belongs to another account", refused.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(other, refused.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_backfill_into_the_future_is_refused_and_one_of_the_past_is_queued()
    {
        using var person = sources.Nexus.SignIn();
        var id = await ConnectAsync();
        var page = await person.GetAsync($"/connections/{id}/runs");

        var future = await person.PostAsync(
            page,
            $"/connections/{id}/backfill",
            ("from", "2026-01-01"),
            ("to", "2126-01-01")
        );
        var past = await person.PostAsync(
            page,
            $"/connections/{id}/backfill",
            ("from", "2026-01-01"),
            ("to", "2026-01-31")
        );

        Assert.Equal(HttpStatusCode.UnprocessableEntity, future.Status);
        Assert.Contains("which is today in", future.Text, StringComparison.Ordinal);
        Assert.Contains("value=\"2126-01-01\"", future.Html, StringComparison.Ordinal);
        Assert.Contains("Backfill, 1 Jan 2026", (await person.FollowAsync(past)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Replaying_nothing_says_that_there_is_nothing()
    {
        using var person = sources.Nexus.SignIn();
        var id = await ConnectAsync();

        var refused = await person.PostAsync(
            await person.GetAsync($"/connections/{id}/rejects"),
            $"/connections/{id}/replay"
        );

        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.Contains("Nothing was rejected", refused.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_test_that_is_followed_tells_each_check_and_ends_with_the_page()
    {
        using var editor = sources.Nexus.SignIn("editor");
        var id = await ConnectAsync();

        var events = await editor.EventsAsync($"/connections/{id}/test/checks");

        Assert.All(events[..^1], one => Assert.StartsWith("event: check", one, StringComparison.Ordinal));
        Assert.Contains("data-check=\"credential\"", events[0], StringComparison.Ordinal);
        Assert.StartsWith("event: page", events[^1], StringComparison.Ordinal);
        Assert.Contains("id=\"test\"", events[^1], StringComparison.Ordinal);
        Assert.DoesNotContain("data-checks=", events[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_test_says_check_by_check_what_can_be_read()
    {
        using var editor = sources.Nexus.SignIn("editor");
        var id = await ConnectAsync();

        var page = await editor.GetAsync($"/connections/{id}/test?run=true");

        Assert.Contains("Stripe accepts the credential.", page.Text, StringComparison.Ordinal);
        Assert.Contains("Subscriptions can be read.", page.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("keep", "stay, and grow no more"), InlineData("erase", "This cannot be undone.")]
    public async Task Before_disconnecting_it_is_said_what_becomes_of_the_data(string data, string said)
    {
        using var person = sources.Nexus.SignIn();
        var id = await ConnectAsync();
        var asked = await person.GetAsync($"/connections/{id}/disconnect?data={data}");
        Assert.Contains(said, asked.Text, StringComparison.Ordinal);

        await person.PostAsync(asked, $"/connections/{id}/disconnect", ("data", data));

        var after = await person.GetAsync($"/connections/{id}");
        Assert.Equal(data == "keep" ? HttpStatusCode.OK : HttpStatusCode.NotFound, after.Status);
    }

    [Fact]
    public async Task The_list_is_searched_and_filtered()
    {
        using var viewer = sources.Nexus.SignIn("viewer");
        var name = $"Shop {Guid.NewGuid():N}";
        await ConnectAsync(name);

        var found = await viewer.GetAsync($"/connections?q={Uri.EscapeDataString(name)}&status=active");
        var none = await viewer.GetAsync($"/connections?q={Uri.EscapeDataString(name)}&status=paused");

        Assert.Contains(name, found.Text, StringComparison.Ordinal);
        Assert.Contains("Nothing found", none.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Add a source", found.Text, StringComparison.Ordinal);
    }

    private async Task<Guid> ConnectAsync(string name = "Shop")
    {
        var key = sources.NewStripeAccount().CreateRestrictedKey().Value;
        var made = await sources.Nexus.SendAsync(
            new CreateConnection.Command(
                "stripe",
                name,
                JsonSerializer.SerializeToElement(new { discountPolicy = "all" }),
                new Dictionary<string, Secret?> { ["apiKey"] = new Secret(key) },
                "PT6H"
            )
        );
        return made.Id;
    }

    private async Task<Guid> ForeignAsync()
    {
        using var client = sources.Nexus.Node.Client(
            await sources.Nexus.Node.NewWorkspaceKeyAsync(sources.Nexus.OperatorKey)
        );
        using var made = await client.PostAsJsonAsync(
            "/api/v1/connections",
            new
            {
                provider = "stripe",
                name = "Foreign",
                schedule = "manual",
                credentials = new { apiKey = sources.NewStripeAccount().CreateRestrictedKey().Value },
            }
        );
        made.EnsureSuccessStatusCode();
        return (await made.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid();
    }
}
