using FluentValidation;
using MediatR;
using Nexus.Application.Authorisation;
using Nexus.Application.Pipeline;
using Nexus.Application.Storage;

namespace Nexus.Application.Features.Goals;

/// <summary>Sets a goal for a metric.</summary>
public static class CreateGoal
{
    public const int MaxGoals = 200;

    /// <exception cref="RefusedException">
    /// <c>unknown_metric</c> (not found); <c>too_many_goals</c> (unprocessable).
    /// </exception>
    [Needs(Right.Write)]
    public sealed record Command(GoalSettings Goal) : ICommand<GoalView>;

    internal sealed class Validator : AbstractValidator<Command>
    {
        // Callers send the members of the goal, not the goal.
        public Validator() =>
            RuleFor(c => c.Goal).SetValidator(new GoalSettings.Rules()).OverridePropertyName(string.Empty);
    }

    internal sealed class Handler(IGoals goals, GoalLookup lookup, IAuditTrail audit, TimeProvider clock)
        : IRequestHandler<Command, GoalView>
    {
        public async Task<GoalView> Handle(Command command, CancellationToken cancellationToken)
        {
            await lookup.RefuseUnknownAsync(command.Goal.Metric, cancellationToken);
            if ((await goals.ListAsync(null, cancellationToken)).Count >= MaxGoals)
            {
                throw new RefusedException(
                    RefusalKind.Unprocessable,
                    "too_many_goals",
                    $"A workspace has at most {MaxGoals} goals. Remove one that is over.",
                    new Dictionary<string, object?> { ["max"] = MaxGoals }
                );
            }
            var now = clock.GetUtcNow();
            var goal = command.Goal.Goal(Guid.CreateVersion7(now), version: 1, now);
            await goals.AddAsync(goal, cancellationToken);
            await audit.AddAsync(
                "goal.created",
                goal.Id.ToString(),
                before: null,
                goal,
                batchId: null,
                cancellationToken
            );
            return (await lookup.JudgeAsync([goal], cancellationToken))[0];
        }
    }
}
