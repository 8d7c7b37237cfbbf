using System.Net;
using Nexus.Application.Features.ApiKeys;
using Nexus.Testing.Http.Pages;

namespace Nexus.Host.Tests.Pages.Audit;

public sealed class AuditPagesTests(PagesFixture nexus) : IClassFixture<PagesFixture>
{
    [Fact]
    public async Task A_day_that_cannot_be_read_is_told_at_its_field()
    {
        using var person = nexus.SignIn();

        var page = await person.GetAsync("/audit?from=yesterday");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, page.Status);
        Assert.Contains("id=\"f-from-fault\"", page.Html, StringComparison.Ordinal);
        Assert.Contains("value=\"yesterday\"", page.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_somebody_did_is_told_in_words_and_found_again()
    {
        using var client = nexus.Node.Client(nexus.OperatorKey);
        await nexus.Node.NewKeyAsync(nexus.OperatorKey, ApiScopes.Read);
        using var person = nexus.SignIn();

        var page = await person.GetAsync("/audit");
        var narrowed = await person.GetAsync("/audit?action=api_key.created&actor=&metric=&from=&to=");
        var none = await person.GetAsync("/audit?actor=nobody");

        Assert.Contains("API key created", page.Text, StringComparison.Ordinal);
        Assert.Contains("API key created", narrowed.Text, StringComparison.Ordinal);
        Assert.Contains("Nothing like this happened", none.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_did_something_is_chosen_by_the_name_that_the_page_shows()
    {
        using var person = nexus.SignIn();
        var settings = await person.GetAsync("/settings/api-keys");
        await person.PostAsync(settings, "/settings/api-keys", ("name", "Chosen"), ("scopes", "read"));
        var page = await person.GetAsync("/audit");
        var shown = System.Text.RegularExpressions.Regex.Match(
            page.Html,
            "<option value=\"(person:[^\"]+)\"[^>]*>([^<]+@example.com)<"
        );

        var found = await person.GetAsync($"/audit?actor={Uri.EscapeDataString(shown.Groups[1].Value)}");

        Assert.Equal($"person:{shown.Groups[2].Value}", shown.Groups[1].Value);
        Assert.Contains("API key created", found.Text, StringComparison.Ordinal);
        Assert.Matches($"<option value=\"{shown.Groups[1].Value}\"[^>]* selected", found.Html);
    }

    [Fact]
    public async Task It_is_exported_as_it_is_shown()
    {
        await nexus.Node.NewKeyAsync(nexus.OperatorKey, ApiScopes.Read);
        using var person = nexus.SignIn("viewer");

        var all = await person.GetAsync("/audit/export?action=api_key.created");

        Assert.Equal("text/csv; charset=utf-8", all.Headers["Content-Type"]);
        Assert.Matches(
            "attachment; filename=\"?my-workspace-audit-[0-9-]{10}\\.csv",
            all.Headers["Content-Disposition"]
        );
        Assert.StartsWith(
            "at,actor,action,subject,before,after",
            all.Html.TrimStart('\uFEFF'),
            StringComparison.Ordinal
        );
        Assert.All(
            all.Html.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Skip(1),
            line => Assert.Contains(",api_key.created,", line, StringComparison.Ordinal)
        );
    }
}
