using MediatR;
using Nexus.Application.Authorisation;
using Nexus.Application.Pipeline;
using Nexus.Application.Storage;

namespace Nexus.Application.Features.Goals;

/// <summary>Takes a goal away.</summary>
public static class RemoveGoal
{
    /// <exception cref="RefusedException"><c>goal_not_found</c></exception>
    [Needs(Right.Write)]
    public sealed record Command(Guid Id) : ICommand<Unit>;

    internal sealed class Handler(IGoals goals, GoalLookup lookup, IAuditTrail audit) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken cancellationToken)
        {
            var goal = await lookup.FindAsync(command.Id, cancellationToken);
            await goals.RemoveAsync(goal.Id, cancellationToken);
            await audit.AddAsync(
                "goal.removed",
                goal.Id.ToString(),
                goal,
                after: null,
                batchId: null,
                cancellationToken
            );
            return Unit.Value;
        }
    }
}
