using MediatR;
using Nexus.Application.Authorisation;
using Nexus.Application.Features.Dashboards;
using Nexus.Application.Pipeline;
using Nexus.Application.Storage;

namespace Nexus.Application.Features.Sharing;

/// <summary>The share links of a dashboard, newest first; ended ones are among them.</summary>
public static class ListShareLinks
{
    /// <exception cref="RefusedException"><c>dashboard_not_found</c></exception>
    [Needs(Right.Write)]
    public sealed record Query(Guid Dashboard) : IQuery<IReadOnlyList<Answer>>;

    /// <param name="Prefix">The first characters of its token.</param>
    /// <param name="Status">open, expired or revoked.</param>
    public sealed record Answer(
        Guid Id,
        string Prefix,
        string Status,
        string CreatedBy,
        DateTimeOffset CreatedAt,
        DateTimeOffset ExpiresAt,
        DateTimeOffset? RevokedAt
    );

    internal sealed class Handler(IShareLinks links, DashboardEditing editing, TimeProvider clock)
        : IRequestHandler<Query, IReadOnlyList<Answer>>
    {
        public async Task<IReadOnlyList<Answer>> Handle(Query query, CancellationToken cancellationToken)
        {
            var dashboard = await editing.FindAsync(query.Dashboard, cancellationToken);
            var now = clock.GetUtcNow();
            return
            [
                .. (await links.ListAsync(dashboard.Id, cancellationToken)).Select(link => new Answer(
                    link.Id,
                    link.Prefix,
                    link.RevokedAt is not null ? "revoked"
                        : link.ExpiresAt <= now ? "expired"
                        : "open",
                    link.CreatedBy,
                    link.CreatedAt,
                    link.ExpiresAt,
                    link.RevokedAt
                )),
            ];
        }
    }
}
