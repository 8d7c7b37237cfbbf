using System.Net;
using Nexus.Application.Features.Goals;
using Nexus.Testing.Http.Pages;

namespace Nexus.Host.Tests.Pages.Goals;

public sealed class GoalsPagesTests(PagesFixture nexus) : IClassFixture<PagesFixture>
{
    [Fact]
    public async Task A_viewer_reads_goals_and_finds_no_way_to_set_one()
    {
        using var viewer = nexus.SignIn("viewer");

        var page = await viewer.GetAsync("/goals");
        var chosen = await viewer.GetAsync("/goals/new?metric=web.sessions");

        Assert.Equal((HttpStatusCode.OK, "Goals"), (page.Status, page.Heading));
        Assert.DoesNotContain("/goals/new", page.Html, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, chosen.Status);
    }

    [Fact]
    public async Task A_goal_without_data_is_listed_with_its_target_and_its_last_day()
    {
        await nexus.SendAsync(
            new CreateGoal.Command(
                new GoalSettings(
                    "web.sessions",
                    5000,
                    "custom",
                    From: new DateOnly(2030, 1, 1),
                    To: new DateOnly(2030, 2, 1),
                    Owner: "Robin"
                )
            )
        );
        using var person = nexus.SignIn("editor");

        var page = await person.GetAsync("/goals");

        Assert.Contains("5,000", page.Text, StringComparison.Ordinal);
        Assert.Contains("31 Jan 2030", page.Text, StringComparison.Ordinal);
        Assert.Contains("not begun", page.Text, StringComparison.Ordinal);
        Assert.Contains("Robin", page.Text, StringComparison.Ordinal);
        Assert.Contains("– no value", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Choosing_a_metric_leads_to_the_form_of_its_goal()
    {
        using var person = nexus.SignIn("editor");

        var answer = await person.GetAsync("/goals/new?metric=ads.spend");

        Assert.Equal((HttpStatusCode.SeeOther, "/kpis/ads.spend/goal"), (answer.Status, answer.Location));
    }
}
