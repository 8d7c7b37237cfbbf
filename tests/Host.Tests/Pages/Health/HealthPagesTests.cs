using System.Net;
using Nexus.Testing.Http.Pages;

namespace Nexus.Host.Tests.Pages.Health;

public sealed class HealthPagesTests(PagesFixture nexus) : IClassFixture<PagesFixture>
{
    [Fact]
    public async Task What_works_and_what_does_not_is_said_in_one_line_and_by_connection()
    {
        var sources = await SeededSources.AddAsync(nexus);
        using var person = nexus.SignIn();

        var page = await person.GetAsync("/status");

        Assert.Equal((HttpStatusCode.OK, "Health"), (page.Status, page.Heading));
        Assert.Contains("not working and need", page.Text, StringComparison.Ordinal);
        Assert.Contains("Google no longer accepts what was granted", page.Text, StringComparison.Ordinal);
        Assert.Contains($"/status/{sources["Website traffic"].Id}/diagnosis", page.Html, StringComparison.Ordinal);
        Assert.DoesNotContain($"/status/{sources["Shop payments"].Id}/diagnosis", page.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_used_of_a_providers_limits_is_said_where_the_provider_says_it()
    {
        await SeededSources.AddAsync(nexus);
        using var person = nexus.SignIn();

        var page = await person.GetAsync("/status");

        Assert.Contains("37.5% used", page.Text, StringComparison.Ordinal);
        Assert.Contains("Not reached", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_viewer_is_not_offered_a_diagnosis_and_does_not_get_one()
    {
        var sources = await SeededSources.AddAsync(nexus);
        using var viewer = nexus.SignIn("viewer");

        var page = await viewer.GetAsync("/status");
        var refused = await viewer.GetAsync($"/status/{sources["Website traffic"].Id}/diagnosis");

        Assert.DoesNotContain("Diagnose", page.Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, refused.Status);
    }

    [Fact]
    public async Task A_connection_that_is_not_there_cannot_be_diagnosed()
    {
        using var person = nexus.SignIn();

        Assert.Equal(
            HttpStatusCode.NotFound,
            (await person.GetAsync($"/status/{Guid.CreateVersion7()}/diagnosis")).Status
        );
    }
}
