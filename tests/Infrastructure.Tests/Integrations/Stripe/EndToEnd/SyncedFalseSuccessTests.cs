using System.Text.Json.Nodes;
using Nexus.Domain.Integrations;
using Nexus.ProviderSimulator.Faults;
using Nexus.Testing.Integrations.Stripe;
using Nexus.Testing.Postgres;
using SimulatedFaults = Nexus.ProviderSimulator.Stripe.Api.StripeFaults;

namespace Nexus.Infrastructure.Tests.Integrations.Stripe.EndToEnd;

/// <summary>Answers that look like success and are none: no run that met one says it succeeded, and nothing wrong is stored.</summary>
public sealed class SyncedFalseSuccessTests(MovableDatabase database) : IClassFixture<MovableDatabase>
{
    private const string Path = "/v1/balance_transactions";
    private const int Charges = 230;
    private static readonly DateTimeOffset Start = new(2026, 3, 10, 9, 0, 0, TimeSpan.Zero);

    /// <summary>What happens from the second page on, so that a first page is stored already.</summary>
    private static readonly Dictionary<string, Fault> Planted = new(StringComparer.Ordinal)
    {
        ["an empty page that was promised"] = SimulatedFaults.EmptyPage(),
        ["an empty page that promises more"] = SimulatedFaults.EmptyPageWithMore(),
        ["status 200 with an error body"] = SimulatedFaults.ErrorInOk(),
        ["truncated JSON"] = Fault.TruncatedJson(),
        ["a page for people"] = Fault.HtmlLogin(),
        ["pages in a circle"] = SimulatedFaults.CursorLoop(),
        ["another content type"] = Fault.ContentType(),
        ["a gzip bomb"] = Fault.GzipBomb(64),
        ["a redirect"] = Fault.Redirect("https://example.com/"),
        ["half a body"] = Fault.HalfBody(),
        ["a reset connection"] = Fault.Reset(),
        ["an empty body"] = Fault.EmptyBody(),
        ["each row twice"] = SimulatedFaults.DuplicatedRows(),
        ["no data"] = Page(page => page.Remove("data")),
        ["a null list"] = Page(page => page["data"] = null),
        ["no has_more"] = Page(page => page.Remove("has_more")),
        ["an object of another type"] = Row(row => row["object"] = "refund"),
        ["an object of the other mode"] = Row(row => row["livemode"] = false),
        ["rows without an id"] = Row(row => row.Remove("id")),
        ["amounts that became text"] = Row(row => row["amount"] = "many"),
        ["a storm of errors"] = SimulatedFaults.ServerError(503),
        ["a key that is refused in the middle"] = Fault.Status(
            401,
            """{"error":{"type":"invalid_request_error","message":"Invalid API Key provided"}}"""
        ),
    };

    public static TheoryData<string> Names => [.. Planted.Keys];

    [Theory, MemberData(nameof(Names))]
    public async Task No_run_that_met_it_succeeded_and_the_next_one_makes_it_good(string name)
    {
        await using var nexus = await StripeNexus.StartAsync(database.Database, Start);
        var workspace = await nexus.OpenAsync();
        SyncedAccountTests.Charge(workspace.Account, Charges);
        await workspace.ConnectAsync();
        nexus.Simulator.Faults.OnCall(Path, 2, Planted[name], int.MaxValue);

        var met = await nexus.RunOnceAsync();

        Assert.Contains(met!.Status, new RunStatus?[] { RunStatus.Partial, RunStatus.Failed, RunStatus.Queued });
        Assert.NotEmpty(await workspace.FaultsAsync());
        Assert.Equal(["100"], await workspace.RowsAsync(SyncedAccountTests.Held("balance_transactions")));
        Assert.Equal(["0"], await workspace.RowsAsync(NotTrue));
        Assert.Equal(["False"], await workspace.RowsAsync(Complete));
        Assert.Equal(["0"], await workspace.RowsAsync("select count(*) from nexus.kpi_point where final"));

        nexus.Simulator.Faults.Clear();
        await ReconnectAsync(workspace);
        await nexus.MoveAsync(TimeSpan.FromHours(3));
        await nexus.RunAsync();

        Assert.Equal([$"{Charges}"], await workspace.RowsAsync(SyncedAccountTests.Held("balance_transactions")));
        Assert.Equal(["0"], await workspace.RowsAsync(NotTrue));
        Assert.Equal((decimal)Charges, await workspace.OnAsync("revenue.gross_volume", new(2026, 3, 9)));
    }

    [Fact]
    public async Task A_slow_body_is_waited_for()
    {
        await using var nexus = await StripeNexus.StartAsync(database.Database, Start);
        var workspace = await nexus.OpenAsync();
        SyncedAccountTests.Charge(workspace.Account, 3);
        await workspace.ConnectAsync();
        nexus.Simulator.Faults.Always(Path, Fault.SlowBody(TimeSpan.FromMilliseconds(5), bytes: 512));

        Assert.Equal([RunStatus.Succeeded], await nexus.RunAsync());
        Assert.Equal(["3"], await workspace.RowsAsync(SyncedAccountTests.Held("balance_transactions")));
    }

    [Fact]
    public async Task Rows_in_another_order_lose_nothing_or_are_no_success()
    {
        await using var nexus = await StripeNexus.StartAsync(database.Database, Start);
        var workspace = await nexus.OpenAsync();
        SyncedAccountTests.Charge(workspace.Account, Charges);
        await workspace.ConnectAsync();
        nexus.Simulator.Faults.Always(Path, SimulatedFaults.ShuffledRows());

        var met = await nexus.RunOnceAsync();

        var held = Assert.Single(await workspace.RowsAsync(SyncedAccountTests.Held("balance_transactions")));
        Assert.True(held == $"{Charges}" || met!.Status != RunStatus.Succeeded, $"{held} rows, and {met!.Status}");
    }

    [Fact]
    public async Task Fields_of_tomorrow_are_counted_and_lose_nothing()
    {
        await using var nexus = await StripeNexus.StartAsync(database.Database, Start);
        var workspace = await nexus.OpenAsync();
        SyncedAccountTests.Charge(workspace.Account, 3);
        await workspace.ConnectAsync();
        nexus.Simulator.Faults.Always("/v1/charges", Drift.AddFields());

        Assert.Equal([RunStatus.Succeeded], await nexus.RunAsync());
        Assert.Equal(["3"], await workspace.RowsAsync(SyncedAccountTests.Held("charges")));
        Assert.Equal(
            ["3"],
            await workspace.RowsAsync(
                "select unknown_fields ->> 'a_field_of_tomorrow' from nexus.sync_run_stream where stream = 'charges'"
            )
        );
    }

    [Fact]
    public async Task A_list_that_held_much_and_is_empty_is_suspicious_and_deletes_nothing()
    {
        await using var nexus = await StripeNexus.StartAsync(database.Database, Start);
        var workspace = await nexus.OpenAsync();
        SyncedAccountTests.Charge(workspace.Account, Charges);
        await workspace.ConnectAsync();
        await nexus.RunAsync();
        nexus.Simulator.Faults.Always(Path, SimulatedFaults.EmptyPage());
        nexus.Simulator.Faults.Always("/v1/charges", SimulatedFaults.EmptyPage());
        await nexus.MoveAsync(TimeSpan.FromHours(12));
        await workspace.SendAsync(new Nexus.Application.Features.Schedules.QueueReconciliations.Command("stripe"));

        var ended = await nexus.RunAsync();

        Assert.Contains(ended, status => status is RunStatus.Partial or RunStatus.Suspicious);
        Assert.Equal([$"{Charges}"], await workspace.RowsAsync(SyncedAccountTests.Held("balance_transactions")));
        Assert.Equal([$"{Charges}"], await workspace.RowsAsync(SyncedAccountTests.Held("charges")));
        Assert.Equal((decimal)Charges, await workspace.OnAsync("revenue.gross_volume", new(2026, 3, 9)));
    }

    private const string Complete =
        "select bool_or(complete) from nexus.connection_stream where stream = 'balance_transactions' and purpose = 'sync'";

    /// <summary>Movements that are stored otherwise than they are: each is one dollar without a fee.</summary>
    private const string NotTrue = """
        select count(*) from nexus.source_record where stream = 'balance_transactions'
          and (deleted or payload::jsonb ->> 'amount' <> '100' or payload::jsonb ->> 'fee' <> '0')
        """;

    /// <summary>A connection that was refused waits for a key.</summary>
    private static async Task ReconnectAsync(StripeWorkspace workspace)
    {
        if ((await workspace.ViewAsync()).Status != "active")
            await workspace.SendAsync(
                new Nexus.Application.Features.Connections.UpdateConnection.Command(
                    workspace.Connection,
                    Name: null,
                    Settings: null,
                    Schedule: null,
                    ScheduleZone: null,
                    new Dictionary<string, Secret?>(StringComparer.Ordinal) { ["apiKey"] = new(workspace.Key.Value) }
                )
            );
    }

    private static Fault Page(Action<JsonObject> edit) => Fault.Edit("planted", body => edit(body.AsObject()));

    private static Fault Row(Action<JsonObject> edit) =>
        Page(page =>
        {
            foreach (var row in page["data"]!.AsArray())
                edit(row!.AsObject());
        });
}
