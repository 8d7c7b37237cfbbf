using System.Text.Json.Nodes;
using Nexus.Application.Integrations;
using Nexus.ProviderSimulator.Faults;
using SimulatedFaults = Nexus.ProviderSimulator.Stripe.Api.StripeFaults;

namespace Nexus.Infrastructure.Tests.Integrations.Stripe;

/// <summary>What Stripe's own forms can hide; what every provider can send stands in the acceptance kit.</summary>
public sealed class FalseSuccessTests
{
    private static readonly Dictionary<string, Fault> Planted = new(StringComparer.Ordinal)
    {
        ["an error with status 200"] = SimulatedFaults.ErrorInOk(),
        ["an object with an error in it"] = Page(page => page["error"] = new JsonObject { ["code"] = "oops" }),
        ["status 204"] = Fault.Status(204),
        ["a body that unpacks to too much"] = Fault.GzipBomb(64),
        ["an empty page that promises more"] = SimulatedFaults.EmptyPageWithMore(),
        ["the first page over and over"] = SimulatedFaults.CursorLoop(),
        ["each row twice"] = SimulatedFaults.DuplicatedRows(),
        ["no has_more"] = Page(page => page.Remove("has_more")),
        ["has_more as text"] = Page(page => page["has_more"] = "false"),
        ["no data"] = Page(page => page.Remove("data")),
        ["data that is no list"] = Page(page => page["data"] = new JsonObject()),
        ["something other than a list"] = Page(page => page["object"] = "charge"),
        ["rows of the other mode"] = Row(row => row["livemode"] = false),
        ["rows of another kind"] = Row(row => row["object"] = "refund"),
        ["rows without an id"] = Row(row => row.Remove("id")),
    };

    public static TheoryData<string> Names => [.. Planted.Keys];

    [Theory, MemberData(nameof(Names))]
    public async Task A_planted_false_success_is_no_success(string name)
    {
        await using var scene = await SceneWithChargesAsync();
        scene.Simulator.Faults.Always("/v1/charges", Planted[name]);

        var run = await scene.SyncAsync("charges");

        Assert.Contains(
            run.Faults["charges"].Fault,
            new[] { IntegrationFault.UnexpectedResponse, IntegrationFault.Unavailable }
        );
        Assert.DoesNotContain(
            "\"isDone\":true",
            scene.Stored.CheckpointOf("charges").Value ?? "",
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_page_that_was_promised_and_is_empty_is_no_end()
    {
        await using var scene = await SceneWithChargesAsync();
        scene.Simulator.Faults.OnCall("/v1/charges", 2, SimulatedFaults.EmptyPage());

        var run = await scene.SyncAsync("charges");

        Assert.Equal(IntegrationFault.UnexpectedResponse, run.Faults["charges"].Fault);
        Assert.Empty((await scene.SyncAsync("charges")).Faults);
        Assert.Equal(130, scene.Stored.All("charges").Count);
    }

    private static async Task<StripeScene> SceneWithChargesAsync()
    {
        var scene = await StripeScene.StartAsync();
        var customer = scene.Account.Customers.Create();
        for (var made = 0; made < 130; made++)
            scene.Account.Payments.Charge(customer, 100 + made, "usd");
        return scene;
    }

    private static Fault Page(Action<JsonObject> edit) => Fault.Edit("planted", body => edit(body.AsObject()));

    private static Fault Row(Action<JsonObject> edit) =>
        Page(page =>
        {
            foreach (var row in page["data"]!.AsArray())
                edit(row!.AsObject());
        });
}
