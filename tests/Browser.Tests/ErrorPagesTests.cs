using System.Net;
using Nexus.Domain.Imports;
using Nexus.Domain.Workspaces;
using Nexus.Testing.Http;
using Nexus.Testing.Http.Pages;
using Npgsql;

namespace Nexus.Browser.Tests;

/// <summary>What is said in the place of a page.</summary>
public sealed class ErrorPagesTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    [BoundedTheory]
    [InlineData("error-404", "/nowhere", "owner")]
    [InlineData("error-403", "/dashboards/new", "viewer")]
    [InlineData("error-409", "/audit?_workspace=01960000-0000-7000-8000-000000000000", "owner")]
    public Task A_refusal_holds_what_every_page_is_held_to(string name, string path, string role) =>
        PageAudit.HoldAsync(browser, name, path, role);

    [BoundedFact]
    public Task A_stranger_at_a_page_that_is_not_there_is_told_so() =>
        PageAudit.HoldAsync(browser.OpenAsStrangerAsync, "error-404-stranger", "/nowhere");

    [BoundedFact]
    public async Task A_fault_of_the_server_holds_it_too()
    {
        await RenameAsync("goal", "goal_elsewhere");

        try
        {
            await PageAudit.HoldAsync(browser, "error-500", "/goals");
        }
        finally
        {
            await RenameAsync("goal_elsewhere", "goal");
        }
    }

    [BoundedFact]
    public async Task A_file_that_is_too_large_holds_it_too()
    {
        using var person = await browser.Nexus.Node.SignInAsync(MemberRole.Editor);
        using var client = new PageClient(browser.Nexus.Node.Address, session: null);
        foreach (Cookie cookie in person.Cookies.GetAllCookies())
            client.Keep(cookie.Name, cookie.Value);

        var answer = await client.AnnounceAsync(
            await client.GetAsync("/uploads"),
            "/uploads",
            ImportDefaults.MaxFileBytes * 2
        );

        await HoldAsync("error-413", HttpStatusCode.RequestEntityTooLarge, answer);
    }

    [BoundedFact]
    public async Task Too_many_requests_hold_it_too()
    {
        await using var strict = await RunningNexus.StartAsync(browser.Nexus.Database, "RateLimits:PerAddress=1");
        using var client = new PageClient(strict.Address, session: null);
        await client.GetAsync("/share/none");

        var answer = await client.GetAsync("/share/none");

        await HoldAsync("error-429", HttpStatusCode.TooManyRequests, answer);
    }

    /// <summary>Holds what was answered to a request that a browser does not send by following links.</summary>
    private async Task HoldAsync(string name, HttpStatusCode status, PageAnswer answer)
    {
        Assert.Equal(status, answer.Status);
        await PageAudit.HoldAsync(
            look => browser.VisitAsync(look),
            name,
            async window =>
            {
                await window.Page.RouteAsync(
                    "**/answered",
                    route => route.FulfillAsync(new() { ContentType = "text/html; charset=utf-8", Body = answer.Html })
                );
                await window.GoAsync("/answered");
            }
        );
    }

    private async Task RenameAsync(string table, string name)
    {
        await using var source = NpgsqlDataSource.Create(browser.Nexus.Database.Administrator);
        await using var rename = source.CreateCommand($"alter table nexus.{table} rename to {name}");
        await rename.ExecuteNonQueryAsync();
    }
}
