using MediatR;
using Nexus.Application.Authorisation;
using Nexus.Application.Pipeline;
using Nexus.Application.Storage;

namespace Nexus.Application.Features.Dashboards;

/// <summary>Deletes a dashboard with its tiles; its share links end with it. The data that it showed stays.</summary>
public static class DeleteDashboard
{
    /// <exception cref="RefusedException"><c>dashboard_not_found</c></exception>
    [Needs(Right.Write)]
    public sealed record Command(Guid Id) : ICommand<Unit>;

    internal sealed class Handler(IDashboards dashboards, DashboardEditing editing, IAuditTrail audit)
        : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken cancellationToken)
        {
            var dashboard = await editing.FindAsync(command.Id, cancellationToken);
            await dashboards.RemoveAsync(dashboard.Id, cancellationToken);
            await audit.AddAsync(
                "dashboard.deleted",
                dashboard.Id.ToString(),
                DashboardView.Of(dashboard),
                after: null,
                batchId: null,
                cancellationToken
            );
            return Unit.Value;
        }
    }
}
