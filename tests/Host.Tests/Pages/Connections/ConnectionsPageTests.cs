using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Nexus.Application.Features.Connections;
using Nexus.Testing.Http.Pages;
using Npgsql;

namespace Nexus.Host.Tests.Pages.Connections;

public sealed partial class ConnectionsPageTests(PagesFixture nexus) : IClassFixture<PagesFixture>
{
    [Fact]
    public async Task A_search_finds_what_is_beyond_the_first_page_and_the_statuses_count_all()
    {
        await AddAsync("Branch", 130, "active");
        await AddAsync("Outlet", 1, "needs_attention");
        using var viewer = nexus.SignIn("viewer");

        var named = await viewer.GetAsync("/connections?q=branch+130");
        var provided = await viewer.GetAsync("/connections?q=stripe&status=needs_attention");
        var none = await viewer.GetAsync("/connections?q=100%25");
        var all = await viewer.GetAsync("/connections");

        Assert.Contains("Branch 130", named.Text, StringComparison.Ordinal);
        Assert.Contains("Outlet 1", provided.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Branch", provided.Text, StringComparison.Ordinal);
        Assert.Contains("Nothing found", none.Text, StringComparison.Ordinal);
        Assert.Matches("(?i)1[3-9][0-9] active", all.Text);
        Assert.Contains("hx-trigger=\"every 10s\"", all.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connections_that_wait_for_a_person_are_counted_in_the_navigation()
    {
        await AddAsync("Kiosk", 1, "needs_reauthorisation");
        using var viewer = nexus.SignIn("viewer");
        var failing = await nexus.SendAsync(new CountFailingConnections.Query());

        var page = await viewer.GetAsync("/audit");

        Assert.True(failing > 0);
        Assert.Equal(failing, int.Parse(Badge().Match(page.Html).Groups[1].Value, CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task A_rejected_record_is_looked_at_as_it_came_by_those_who_can_do_something_about_it()
    {
        var source = (await SeededSources.AddAsync(nexus))["Social campaigns"];
        using var editor = nexus.SignIn("editor");
        using var viewer = nexus.SignIn("viewer");

        var list = await editor.GetAsync($"/connections/{source.Id}/rejects");
        var link = Record().Match(list.Html).Groups[1].Value;
        var record = await editor.GetAsync(link);
        var refused = await viewer.GetAsync(link);
        var unlinked = await viewer.GetAsync($"/connections/{source.Id}/rejects");
        var gone = await editor.GetAsync($"/connections/{source.Id}/rejects/999999999");

        Assert.Equal((HttpStatusCode.OK, "Rejected record"), (record.Status, record.Heading));
        Assert.Matches("<pre class=\"record\"[^>]*>\\{\\}</pre>", record.Html);
        Assert.Equal(HttpStatusCode.Forbidden, refused.Status);
        Assert.DoesNotMatch(Record(), unlinked.Html);
        Assert.Equal(HttpStatusCode.NotFound, gone.Status);
    }

    private async Task AddAsync(string name, int count, string status)
    {
        await using var source = NpgsqlDataSource.Create(nexus.Database.Administrator);
        await using var add = source.CreateCommand(
            """
            insert into nexus.connection (workspace_id, public_id, provider, name, source_key, status, created_at, settings, schedule)
            select $1, gen_random_uuid(), 'stripe', $2 || ' ' || n, 'acct_' || $2 || n, $3, now(), '{}', 'manual'
            from generate_series(1, $4) n
            """
        );
        foreach (var value in new object[] { nexus.Workspace.Id.Value, name, status, count })
            add.Parameters.Add(new NpgsqlParameter { Value = value });
        await add.ExecuteNonQueryAsync();
    }

    [GeneratedRegex("class=\"count\"[^>]*>([0-9]+)<", RegexOptions.None, 1000)]
    private static partial Regex Badge();

    [GeneratedRegex("href=\"(/connections/[0-9a-f-]+/rejects/[0-9]+)\"", RegexOptions.None, 1000)]
    private static partial Regex Record();
}
