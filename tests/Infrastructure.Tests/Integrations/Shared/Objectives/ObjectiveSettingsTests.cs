using System.Text.Json;
using Nexus.Infrastructure.Integrations.Shared.Objectives;

namespace Nexus.Infrastructure.Tests.Integrations.Shared.Objectives;

public sealed class ObjectiveSettingsTests
{
    [Fact]
    public void The_form_asks_for_every_role_and_for_what_its_values_mean()
    {
        var names = ObjectiveSettings.Of("Planner").Select(field => field.Name);

        Assert.Equal(
            [.. ObjectiveSettings.Roles.Select(role => role.Setting), "progressAs", "completed", "atRisk"],
            names
        );
    }

    [Fact]
    public void What_a_role_is_chosen_for_is_told_and_the_others_are_missing()
    {
        var none = ObjectiveSettings.Terms(JsonSerializer.SerializeToElement(new { }));
        var all = ObjectiveSettings.Terms(
            JsonSerializer.SerializeToElement(ObjectiveSettings.Roles.ToDictionary(role => role.Setting, _ => "P"))
        );

        Assert.False(none.HasProgress || none.HasTarget || none.HasStatus || none.HasDue);
        Assert.True(all.HasProgress && all.HasTarget && all.HasStatus && all.HasDue);
    }
}
