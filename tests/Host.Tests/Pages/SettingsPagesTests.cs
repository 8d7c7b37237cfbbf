using System.Net;
using System.Text.RegularExpressions;
using Nexus.Testing.Http.Pages;

namespace Nexus.Host.Tests.Pages;

public sealed partial class SettingsPagesTests(PagesFixture nexus) : IClassFixture<PagesFixture>
{
    [Fact]
    public async Task What_a_setting_cannot_be_is_said_at_its_field()
    {
        using var person = nexus.SignIn("admin");
        var page = await person.GetAsync("/settings");

        var answer = await person.PostAsync(
            page,
            "/settings",
            ("name", " "),
            ("timeZone", "Middle/Earth"),
            ("currency", "XXX"),
            ("weekStart", "someday")
        );

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
        foreach (var message in new[] { "1 to 200 characters", "IANA name", "ISO 4217", "The week starts on" })
            Assert.Contains(message, answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Settings_are_saved_and_shown()
    {
        using var person = nexus.SignIn("admin");
        var page = await person.GetAsync("/settings");

        var answer = await person.PostAsync(
            page,
            "/settings",
            ("name", "Hofladen"),
            ("timeZone", "Europe/Vienna"),
            ("currency", "EUR"),
            ("weekStart", "sunday")
        );
        var after = await person.FollowAsync(answer);

        Assert.Equal((HttpStatusCode.SeeOther, "/settings"), (answer.Status, answer.Location));
        Assert.Contains("value=\"Hofladen\"", after.Html, StringComparison.Ordinal);
        foreach (var chosen in new[] { "Europe/Vienna", "EUR", "sunday" })
            Assert.Matches($"<option value=\"{chosen}\" selected", after.Html);
    }

    [Fact]
    public async Task A_viewer_sees_the_settings_and_can_change_none()
    {
        using var person = nexus.SignIn("viewer");

        var page = await person.GetAsync("/settings");

        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.DoesNotContain(">Save<", page.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("/settings/api-keys", page.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_makes_a_key_that_may_more_than_they()
    {
        using var person = nexus.SignIn("admin");
        var page = await person.GetAsync("/settings/api-keys");

        var answer = await person.PostAsync(page, "/settings/api-keys", ("name", "Mighty"), ("scopes", "operator"));

        Assert.Equal(HttpStatusCode.Forbidden, answer.Status);
    }

    [Fact]
    public async Task A_key_without_a_scope_is_none()
    {
        using var person = nexus.SignIn("admin");
        var page = await person.GetAsync("/settings/api-keys");

        var answer = await person.PostAsync(page, "/settings/api-keys", ("name", "Empty"));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
        Assert.Contains("Scopes are one or more of", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_is_shown_once_works_and_is_revoked()
    {
        using var person = nexus.SignIn("admin");
        var page = await person.GetAsync("/settings/api-keys");

        var made = await person.PostAsync(
            page,
            "/settings/api-keys",
            ("name", "Reporting"),
            ("scopes", "read"),
            ("expires", "30")
        );
        var key = Key().Match(made.Html).Groups[1].Value;
        var listed = await person.GetAsync("/settings/api-keys");

        Assert.Contains("Reporting", listed.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(key, listed.Html, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, await AskAsync(key));
        var ask = await person.GetAsync(Revoke().Matches(listed.Html)[^1].Groups[1].Value);
        Assert.Equal("Revoke Reporting?", ask.Heading);
        await person.PostAsync(ask, ActionOf(ask));
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(key));
    }

    [Fact]
    public async Task Templates_of_uploads_are_found_among_the_settings()
    {
        using var person = nexus.SignIn("viewer");

        var settings = await person.GetAsync("/settings");
        var templates = await person.GetAsync("/uploads/templates");

        Assert.Contains("href=\"/uploads/templates\"", settings.Html, StringComparison.Ordinal);
        Assert.Contains("href=\"/settings/members\"", templates.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_of_another_workspace_is_none()
    {
        var foreign = await nexus.Node.NewWorkspaceKeyAsync(nexus.OperatorKey);
        var (id, _) = await nexus.Node.NewKeyAsync(foreign, "read");
        using var person = nexus.SignIn("owner");

        var known = await person.GetAsync($"/settings/api-keys/{id}/revoke");
        var unknown = await person.GetAsync($"/settings/api-keys/{Guid.NewGuid()}/revoke");

        Assert.Equal(HttpStatusCode.NotFound, known.Status);
        Assert.Equal((known.Status, known.Text), (unknown.Status, unknown.Text));
    }

    private async Task<HttpStatusCode> AskAsync(string key)
    {
        using var client = nexus.Node.Client(key);
        using var answer = await client.GetAsync("/api/v1/workspace");
        return answer.StatusCode;
    }

    private static string ActionOf(PageAnswer page) => Action().Match(page.Html).Groups[1].Value;

    [GeneratedRegex("id=\"f-key\" value=\"([^\"]+)\"", RegexOptions.None, 1000)]
    private static partial Regex Key();

    [GeneratedRegex("href=\"([^\"]+/revoke)\"", RegexOptions.None, 1000)]
    private static partial Regex Revoke();

    [GeneratedRegex("action=\"(/settings/api-keys/[^\"]+/revoke)\"", RegexOptions.None, 1000)]
    private static partial Regex Action();
}
