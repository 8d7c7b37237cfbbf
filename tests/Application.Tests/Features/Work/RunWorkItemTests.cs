using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Nexus.Application.Features.Work;
using Nexus.Application.Integrations;
using Nexus.Application.Storage;
using Nexus.Application.Syncing;
using Nexus.Domain.Workspaces;
using Nexus.Testing;
using Nexus.Testing.Postgres;
using Nexus.Testing.Storage;

namespace Nexus.Application.Tests.Features.Work;

public sealed class RunWorkItemTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly FixedClock _clock = new(Now);
    private readonly Handler _handler = new();

    [Fact]
    public async Task A_failure_is_tried_again_later_with_its_reason_on_record()
    {
        await using var nexus = Open();
        var (workspace, item) = await EnqueueAsync(nexus);
        _handler.Failure = new IntegrationException(IntegrationFault.Unavailable, "The provider did not answer.");

        var answer = await nexus.SendAsync(workspace, new RunWorkItem.Command(item, 0));

        var state = Assert.Single(await nexus.SendAsync(workspace, new ListWorkItems.Query("queued", null, 10)));
        Assert.Equal("retried", answer.Outcome);
        Assert.Equal(
            ("Unavailable", "The provider did not answer.", 1),
            (state.ErrorCode, state.ErrorMessage, state.Attempts)
        );
        Assert.InRange(state.NextAttempt - Now, TimeSpan.FromMinutes(1.5), TimeSpan.FromMinutes(2.5));
    }

    [Fact]
    public async Task Nobody_is_told_what_an_internal_error_says()
    {
        await using var nexus = Open();
        var (workspace, item) = await EnqueueAsync(nexus);
        _handler.Failure = new InvalidOperationException("password=hunter2");

        await nexus.SendAsync(workspace, new RunWorkItem.Command(item, 0));

        var state = Assert.Single(await nexus.SendAsync(workspace, new ListWorkItems.Query(null, null, 10)));
        Assert.Equal("internal_error", state.ErrorCode);
        Assert.DoesNotContain("hunter2", state.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Waits_double_up_to_six_hours_and_end_where_people_can_see_it()
    {
        await using var nexus = Open();
        var (workspace, item) = await EnqueueAsync(nexus);
        _handler.Failure = new InvalidOperationException();

        var outcomes = new List<string>();
        for (var attempt = 1; attempt <= RunWorkItem.MaxAttempts; attempt++)
            outcomes.Add((await nexus.SendAsync(workspace, new RunWorkItem.Command(item, 0))).Outcome);

        var state = Assert.Single(await nexus.SendAsync(workspace, new ListWorkItems.Query("dead", null, 10)));
        Assert.Equal([.. Enumerable.Repeat("retried", RunWorkItem.MaxAttempts - 1), "dead"], outcomes);
        Assert.Equal(Now, state.FinishedAt);
        Assert.Equal(
            ["work.given_up"],
            await nexus.RowsAsync(workspace, "select action from nexus.audit_event where action like 'work.%'")
        );
    }

    [Fact]
    public async Task What_was_given_up_is_tried_again_on_request_only()
    {
        await using var nexus = Open();
        var (workspace, item) = await EnqueueAsync(nexus);
        _handler.Failure = new InvalidOperationException();
        for (var attempt = 1; attempt <= RunWorkItem.MaxAttempts; attempt++)
            await nexus.SendAsync(workspace, new RunWorkItem.Command(item, 0));
        _handler.Failure = null;

        Assert.Equal("lost", (await nexus.SendAsync(workspace, new RunWorkItem.Command(item, 0))).Outcome);
        await nexus.SendAsync(workspace, new RetryWorkItem.Command(item));
        Assert.Equal("done", (await nexus.SendAsync(workspace, new RunWorkItem.Command(item, 0))).Outcome);
        var refused = await Assert.ThrowsAsync<RefusedException>(() =>
            nexus.SendAsync(workspace, new RetryWorkItem.Command(item))
        );
        Assert.Equal("work_item_not_found", refused.Code);
    }

    [Fact]
    public async Task A_claim_that_another_node_has_taken_over_does_nothing()
    {
        await using var nexus = Open();
        var (workspace, item) = await EnqueueAsync(nexus);
        await nexus.RowsAsync(workspace, "update nexus.work_item set fence = fence + 1 returning 1", commit: true);

        Assert.Equal("lost", (await nexus.SendAsync(workspace, new RunWorkItem.Command(item, 0))).Outcome);
        Assert.Equal(0, _handler.Runs);
    }

    [Fact]
    public async Task Work_of_another_workspace_is_out_of_reach()
    {
        await using var nexus = Open();
        var (_, item) = await EnqueueAsync(nexus);
        var other = await nexus.CreateWorkspaceAsync();

        Assert.Equal("lost", (await nexus.SendAsync(other, new RunWorkItem.Command(item, 0))).Outcome);
        Assert.Empty(await nexus.SendAsync(other, new ListWorkItems.Query(null, null, 10)));
        await Assert.ThrowsAsync<RefusedException>(() => nexus.SendAsync(other, new RetryWorkItem.Command(item)));
    }

    private NexusServices Open() =>
        new(postgres.App, _clock, services => services.AddSingleton<IWorkHandler>(_handler));

    private static async Task<(WorkspaceId Workspace, Guid Item)> EnqueueAsync(NexusServices nexus)
    {
        var workspace = await nexus.CreateWorkspaceAsync();
        var item = await nexus.InTransactionAsync(
            workspace,
            services =>
                services
                    .GetRequiredService<IWorkQueue>()
                    .EnqueueAsync("test", new { about = 1 }, Now, CancellationToken.None)
        );
        return (workspace, item);
    }

    private sealed class Handler : IWorkHandler
    {
        public Exception? Failure { get; set; }

        public int Runs { get; private set; }

        public string Kind => "test";

        public Task RunAsync(JsonElement payload, CancellationToken cancellationToken)
        {
            Assert.Equal(1, payload.GetProperty("about").GetInt32());
            Runs++;
            return Failure is null ? Task.CompletedTask : Task.FromException(Failure);
        }
    }
}
