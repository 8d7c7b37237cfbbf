using MediatR;
using Nexus.Application.Authorisation;
using Nexus.Application.Pipeline;
using Nexus.Application.Storage;

namespace Nexus.Application.Features.Dashboards;

/// <summary>The dashboards of the workspace, in the order that they are shown in.</summary>
public static class ListDashboards
{
    [Needs(Right.Read)]
    public sealed record Query : IQuery<IReadOnlyList<DashboardSummary>>;

    internal sealed class Handler(IDashboards dashboards) : IRequestHandler<Query, IReadOnlyList<DashboardSummary>>
    {
        public Task<IReadOnlyList<DashboardSummary>> Handle(Query query, CancellationToken cancellationToken) =>
            dashboards.ListAsync(cancellationToken);
    }
}
