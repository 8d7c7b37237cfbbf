using System.Net;
using Nexus.Testing.Http.Pages;
using Npgsql;

namespace Nexus.Host.Tests.Pages.Runs;

public sealed class RunPagesTests(PagesFixture nexus) : IClassFixture<PagesFixture>
{
    [Fact]
    public async Task An_unknown_run_and_a_foreign_one_are_the_same_page()
    {
        using var person = nexus.SignIn();

        var answer = await person.GetAsync($"/runs/{Guid.CreateVersion7()}");

        Assert.Equal((HttpStatusCode.NotFound, "Page not found"), (answer.Status, answer.Heading));
    }

    [Fact]
    public async Task A_status_that_there_is_not_is_said_in_words()
    {
        using var person = nexus.SignIn();

        var answer = await person.GetAsync("/runs?status=imaginary");

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.DoesNotContain("Exception", answer.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_viewer_may_look_and_not_cancel()
    {
        var run = (await SeededSources.AddAsync(nexus))["Shop payments"].NewestRun;
        using var viewer = nexus.SignIn("viewer");

        var page = await viewer.GetAsync($"/runs/{run}");
        var refused = await viewer.PostAsync(page, $"/runs/{run}/cancel");

        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.DoesNotContain("Sync again", page.Text, StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.Forbidden, "You may not do this"), (refused.Status, refused.Heading));
    }

    [Fact]
    public async Task A_form_of_another_workspace_changes_nothing_and_says_which_one_is_open()
    {
        var run = (await SeededSources.AddAsync(nexus))["Shop payments"].NewestRun;
        using var editor = nexus.SignIn("editor");
        var page = await editor.GetAsync($"/runs/{run}");
        var elsewhere = page with
        {
            Html = page.Html.Replace(
                nexus.Workspace.PublicId.ToString(),
                Guid.CreateVersion7().ToString(),
                StringComparison.Ordinal
            ),
        };

        var refused = await editor.PostAsync(elsewhere, $"/runs/{run}/again");

        Assert.Equal((HttpStatusCode.Conflict, "Another workspace is open"), (refused.Status, refused.Heading));
        Assert.Contains(nexus.Workspace.Name, refused.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_use_case_refuses_is_told_where_the_person_was()
    {
        var run = (await SeededSources.AddAsync(nexus))["Website traffic"].NewestRun;
        using var editor = nexus.SignIn("editor");
        var page = await editor.GetAsync($"/runs/{run}");

        var answer = await editor.PostAsync(page, $"/runs/{run}/again");
        var after = await editor.FollowAsync(answer);

        Assert.Equal((HttpStatusCode.SeeOther, $"/runs/{run}"), (answer.Status, answer.Location));
        Assert.Contains("class=\"toast bad\"", after.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("toast bad", (await editor.GetAsync($"/runs/{run}")).Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sync_that_is_asked_for_again_waits_its_turn_and_can_be_cancelled()
    {
        var source = (await SeededSources.AddAsync(nexus))["Social campaigns"];
        await HoldBackAsync(source.Id);
        using var editor = nexus.SignIn("editor");
        var page = await editor.GetAsync($"/runs/{source.NewestRun}");

        var asked = await editor.PostAsync(page, $"/runs/{source.NewestRun}/again");
        var queued = await editor.FollowAsync(asked);
        var cancelled = await editor.FollowAsync(await editor.PostAsync(queued, $"{asked.Location}/cancel"));

        Assert.Contains("The sync is on its way.", queued.Text, StringComparison.Ordinal);
        Assert.Contains("Cancelled before it began.", cancelled.Text, StringComparison.Ordinal);
    }

    /// <summary>Has the node leave its runs alone, as a provider does that asked to wait.</summary>
    private async Task HoldBackAsync(Guid connection)
    {
        await using var source = NpgsqlDataSource.Create(nexus.Database.Administrator);
        await using var hold = source.CreateCommand(
            "update nexus.sync_schedule s set not_before = now() + interval '1 h' from nexus.connection c "
                + $"where c.connection_id = s.connection_id and c.public_id = '{connection}'"
        );
        await hold.ExecuteNonQueryAsync();
    }

    [Fact]
    public async Task Rejected_records_are_named_with_what_is_wrong()
    {
        var run = (await SeededSources.AddAsync(nexus))["Social campaigns"].NewestRun;
        using var person = nexus.SignIn();

        var page = await person.GetAsync($"/runs/{run}");

        Assert.Contains("items.data[0].price.unit_amount", page.Text, StringComparison.Ordinal);
        Assert.Contains("Try them again", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_list_is_narrowed_and_paged()
    {
        var source = (await SeededSources.AddAsync(nexus))["Website traffic"];
        using var person = nexus.SignIn();

        var failed = await person.GetAsync($"/runs?connection={source.Id}&status=failed&kind=");
        var all = await person.GetAsync($"/runs?connection={source.Id}");

        Assert.DoesNotContain("Succeeded</span>", failed.Html, StringComparison.Ordinal);
        Assert.Contains("Failed</span>", failed.Html, StringComparison.Ordinal);
        Assert.Contains($"href=\"/runs?connection={source.Id}&amp;cursor=", all.Html, StringComparison.Ordinal);
    }
}
