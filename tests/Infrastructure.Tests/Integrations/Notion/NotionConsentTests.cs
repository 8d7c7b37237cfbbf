using System.Net;
using System.Text.Json;
using Nexus.Application.Features.Connections;
using Nexus.Application.Features.OAuth;
using Nexus.Domain.Integrations;
using Nexus.Domain.Workspaces;
using Nexus.ProviderSimulator.Http;
using Nexus.Testing.Postgres;

namespace Nexus.Infrastructure.Tests.Integrations.Notion;

public sealed class NotionConsentTests(MovableDatabase database) : IClassFixture<MovableDatabase>
{
    [Fact]
    public async Task Access_that_was_revoked_waits_for_a_person_and_goes_on_after_a_new_consent()
    {
        await using var nexus = await NotionNexus.StartAsync(database);
        var (workspace, made) = await ConnectAsync(nexus);
        nexus.Notion.Consent.RevokeAll();
        await nexus.NextDayAsync();
        Assert.Equal("needs_reauthorisation", (await nexus.SendAsync(workspace, new GetConnection.Query(made))).Status);

        await ConsentAsync(nexus, workspace, made);

        Assert.Equal([RunStatus.Succeeded], await nexus.RunAsync());
        Assert.Equal("active", (await nexus.SendAsync(workspace, new GetConnection.Query(made))).Status);
    }

    [Fact]
    public async Task A_refresh_token_is_exchanged_with_each_use_and_the_new_one_is_kept()
    {
        await using var nexus = await NotionNexus.StartAsync(database);
        var (workspace, _) = await ConnectAsync(nexus);

        for (var day = 0; day < 3; day++)
        {
            nexus.Notion.Consent.ExpireAccess();
            Assert.Equal([RunStatus.Succeeded], await nexus.NextDayAsync());
        }

        Assert.Equal(1, nexus.Notion.Consent.Living);
        Assert.Equal(4, nexus.Simulator.Requests.Count("/v1/oauth/token"));
        var stored = await nexus.Services.RowsAsync(
            workspace,
            "select encode(sealed, 'escape') from nexus.oauth_grant"
        );
        Assert.DoesNotContain("nrt_", Assert.Single(stored), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Access_of_before_refresh_tokens_is_used_for_as_long_as_it_works()
    {
        await using var nexus = await NotionNexus.StartAsync(database);
        nexus.Notion.Consent.GivesRefresh = false;
        await ConnectAsync(nexus);

        Assert.Equal([RunStatus.Succeeded], await nexus.NextDayAsync());

        Assert.Equal(1, nexus.Simulator.Requests.Count("/v1/oauth/token"));
    }

    [Fact]
    public async Task The_wizard_lists_what_was_shared_and_nothing_else()
    {
        await using var nexus = await NotionNexus.StartAsync(database);
        var workspace = await nexus.OpenAsync();
        var (goals, secret) = (nexus.Shares(), nexus.Shares("Salaries"));
        nexus.Notion.Unshared.Add(secret.Id);
        for (var i = 0; i < 120; i++)
            nexus.Shares($"Table {i}");
        var grant = await ConsentAsync(nexus, workspace);

        var found = await nexus.SendAsync(workspace, new DiscoverAccounts.Query("notion", grant));

        Assert.Equal("objectives", found.Setting);
        Assert.Equal(121, found.Accounts.Count);
        Assert.Contains(found.Accounts, account => (account.Id, account.Name) == (goals.Id, "Goals"));
        Assert.DoesNotContain(found.Accounts, account => account.Name == "Salaries");
    }

    private static async Task<(WorkspaceId Workspace, Guid Connection)> ConnectAsync(NotionNexus nexus)
    {
        var workspace = await nexus.OpenAsync();
        var goals = nexus.Shares();
        nexus.Goal(goals, "Launch", 0.2m);
        // One of their own: what they grant elsewhere would count as a sibling.
        nexus.Notion.Consent.Bot = $"bot-{Guid.NewGuid():N}";
        var made = await nexus.SendAsync(
            workspace,
            new CreateConnection.Command(
                "notion",
                Name: null,
                JsonSerializer.SerializeToElement(NotionNexus.Settings(goals)),
                Credentials: null
            )
            {
                Grant = await ConsentAsync(nexus, workspace),
            }
        );
        Assert.Equal([RunStatus.Succeeded], await nexus.RunAsync());
        return (workspace, made.Id);
    }

    private static async Task<Guid> ConsentAsync(NotionNexus nexus, WorkspaceId workspace, Guid? connection = null)
    {
        var started = await nexus.SendAsync(workspace, new StartConsent.Command("notion", connection, ReturnTo: null));
        using var browser = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
        using var answer = await browser.GetAsync(started.Address);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        var back = Parameters.Parse(answer.Headers.Location!.Query);
        var completed = await nexus.SendAsync(
            workspace,
            new CompleteConsent.Command(
                "notion",
                back["state"],
                back["code"],
                back["error"],
                started.Binding,
                Actor: null
            )
        );
        return completed.Grant;
    }
}
