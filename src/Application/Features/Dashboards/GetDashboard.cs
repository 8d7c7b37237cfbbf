using MediatR;
using Nexus.Application.Authorisation;
using Nexus.Application.Pipeline;

namespace Nexus.Application.Features.Dashboards;

/// <summary>What a dashboard consists of, without its numbers.</summary>
public static class GetDashboard
{
    /// <exception cref="RefusedException"><c>dashboard_not_found</c></exception>
    [Needs(Right.Read)]
    public sealed record Query(Guid Id) : IQuery<DashboardView>;

    internal sealed class Handler(DashboardEditing editing) : IRequestHandler<Query, DashboardView>
    {
        public async Task<DashboardView> Handle(Query query, CancellationToken cancellationToken) =>
            DashboardView.Of(await editing.FindAsync(query.Id, cancellationToken));
    }
}
