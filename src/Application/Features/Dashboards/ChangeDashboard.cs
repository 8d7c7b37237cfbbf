using FluentValidation;
using MediatR;
using Nexus.Application.Authorisation;
using Nexus.Application.Pipeline;
using Nexus.Application.Storage;

namespace Nexus.Application.Features.Dashboards;

/// <summary>Renames a dashboard, or changes what period and comparison it begins with; what is null stays as it is.</summary>
public static class ChangeDashboard
{
    /// <param name="Version">The version that the change is made against.</param>
    /// <exception cref="RefusedException"><c>dashboard_not_found</c>; <c>dashboard_changed</c> (conflict).</exception>
    [Needs(Right.Write)]
    public sealed record Command(Guid Id, int Version, string? Name, string? Period, string? Compare)
        : ICommand<DashboardView>;

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Name).DashboardName().When(c => c.Name is not null);
            RuleFor(c => c.Period).MovingPeriod().When(c => c.Period is not null);
            RuleFor(c => c.Compare).ComparisonName().When(c => c.Compare is not null);
        }
    }

    internal sealed class Handler(IDashboards dashboards, DashboardEditing editing, IAuditTrail audit)
        : IRequestHandler<Command, DashboardView>
    {
        public async Task<DashboardView> Handle(Command command, CancellationToken cancellationToken)
        {
            var before = await editing.TakeAsync(command.Id, command.Version, cancellationToken);
            var after = before with
            {
                Name = command.Name?.Trim() ?? before.Name,
                Period = command.Period ?? before.Period,
                Compare = command.Compare ?? before.Compare,
            };
            await dashboards.ChangeAsync(after.Id, after.Name, after.Period, after.Compare, cancellationToken);
            await audit.AddAsync(
                "dashboard.changed",
                after.Id.ToString(),
                new
                {
                    before.Name,
                    before.Period,
                    before.Compare,
                },
                new
                {
                    after.Name,
                    after.Period,
                    after.Compare,
                },
                batchId: null,
                cancellationToken
            );
            return DashboardView.Of(after);
        }
    }
}
