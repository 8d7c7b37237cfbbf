using FluentValidation;
using MediatR;
using Nexus.Application.Authorisation;
using Nexus.Application.Pipeline;
using Nexus.Application.Storage;

namespace Nexus.Application.Features.Goals;

/// <summary>Puts other settings in place of those that a goal has.</summary>
public static class ChangeGoal
{
    /// <param name="Version">The version that the change is made against.</param>
    /// <exception cref="RefusedException">
    /// <c>goal_not_found</c>, <c>unknown_metric</c>; <c>goal_changed</c> (conflict).
    /// </exception>
    [Needs(Right.Write)]
    public sealed record Command(Guid Id, int Version, GoalSettings Goal) : ICommand<GoalView>;

    internal sealed class Validator : AbstractValidator<Command>
    {
        // Callers send the members of the goal, not the goal.
        public Validator() =>
            RuleFor(c => c.Goal).SetValidator(new GoalSettings.Rules()).OverridePropertyName(string.Empty);
    }

    internal sealed class Handler(IGoals goals, GoalLookup lookup, IAuditTrail audit)
        : IRequestHandler<Command, GoalView>
    {
        public async Task<GoalView> Handle(Command command, CancellationToken cancellationToken)
        {
            await lookup.RefuseUnknownAsync(command.Goal.Metric, cancellationToken);
            var before = await lookup.FindAsync(command.Id, cancellationToken);
            var after = command.Goal.Goal(before.Id, command.Version + 1, before.CreatedAt);
            if (!await goals.ChangeAsync(after, cancellationToken))
            {
                throw new RefusedException(
                    RefusalKind.Conflict,
                    "goal_changed",
                    "Somebody else changed the goal in the meantime, so your change was not made. Load it again and repeat it.",
                    new Dictionary<string, object?> { ["version"] = before.Version }
                );
            }
            await audit.AddAsync("goal.changed", after.Id.ToString(), before, after, batchId: null, cancellationToken);
            return (await lookup.JudgeAsync([after], cancellationToken))[0];
        }
    }
}
