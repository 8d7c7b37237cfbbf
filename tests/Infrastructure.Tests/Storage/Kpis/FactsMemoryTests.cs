using Nexus.Application.Storage;
using Nexus.Domain.Kpis;
using Nexus.Domain.Workspaces;
using Nexus.Infrastructure.Storage.Kpis;

namespace Nexus.Infrastructure.Tests.Storage.Kpis;

/// <summary>What is remembered of open days belongs to one version of the data, whatever other requests remember meanwhile.</summary>
public sealed class FactsMemoryTests
{
    private static readonly LevelKey Level = new("ads.spend", 1, Granularity.Day, "campaign", "USD");

    private static readonly DateTime[] Times = [new(2026, 3, 1, 0, 0, 0, DateTimeKind.Utc)];

    private readonly FactsMemory _memory = new();

    [Fact]
    public void Open_days_are_recalled_for_the_version_that_they_were_read_in()
    {
        Remember(version: 1);
        _memory.RememberOpen(At(version: 1), Level, Times);

        Assert.Equal(Times, _memory.RecallOpen(At(version: 1), Level));
    }

    [Fact]
    public void A_newer_snapshot_does_not_recall_what_an_older_one_read()
    {
        Remember(version: 1);
        _memory.RememberOpen(At(version: 1), Level, Times);

        Assert.Null(_memory.RecallOpen(At(version: 2), Level));
    }

    [Fact]
    public void What_an_older_snapshot_read_is_not_remembered_once_a_newer_one_was_seen()
    {
        Remember(version: 2);
        _memory.RememberOpen(At(version: 1), Level, Times);

        Assert.Null(_memory.RecallOpen(At(version: 2), Level));
    }

    [Fact]
    public void Another_workspace_recalls_nothing()
    {
        Remember(version: 1);
        _memory.RememberOpen(At(version: 1), Level, Times);

        Assert.Null(_memory.RecallOpen(At(version: 1) with { Id = new WorkspaceId(8) }, Level));
    }

    private void Remember(long version) =>
        _memory.Remember(
            [],
            new KpiFacts(
                At(version),
                new Dictionary<string, MetricDefinition>(StringComparer.Ordinal),
                Levels: [],
                HasOverrides: false,
                HasProvisional: true
            )
        );

    private static Workspace At(long version) =>
        new(new WorkspaceId(7), Guid.Empty, "Test", "UTC", "USD", DayOfWeek.Monday, version);
}
