using Nexus.Application.Syncing;

namespace Nexus.Application.Features.Syncs;

/// <summary>A run as callers see it in a list.</summary>
public sealed record RunView : RunFacts
{
    private RunView(RunState run)
        : base(run) { }

    internal static RunView Of(RunState run) => new(run);

    internal static RefusedException NotFound() =>
        new(RefusalKind.NotFound, "run_not_found", "There is no such run in this workspace.");
}
