using MediatR;
using Nexus.Application.Authorisation;
using Nexus.Application.Pipeline;
using Nexus.Application.Storage;

namespace Nexus.Application.Features.Goals;

/// <summary>The goals of the workspace, oldest first, with how each stands today.</summary>
public static class ListGoals
{
    /// <param name="Metric">Only goals of this metric; null for all.</param>
    [Needs(Right.Read)]
    public sealed record Query(string? Metric = null) : IQuery<IReadOnlyList<GoalView>>;

    internal sealed class Handler(IGoals goals, GoalLookup lookup) : IRequestHandler<Query, IReadOnlyList<GoalView>>
    {
        public async Task<IReadOnlyList<GoalView>> Handle(Query query, CancellationToken cancellationToken) =>
            await lookup.JudgeAsync(
                await goals.ListAsync(query.Metric is { } metric ? [metric] : null, cancellationToken),
                cancellationToken
            );
    }
}
