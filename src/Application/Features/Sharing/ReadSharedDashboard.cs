using FluentValidation;
using MediatR;
using Nexus.Application.Authorisation;
using Nexus.Application.Features.Dashboards;
using Nexus.Application.Pipeline;
using Nexus.Application.Storage;

namespace Nexus.Application.Features.Sharing;

/// <summary>Reads the one dashboard that a share link opens, for somebody who has nothing but the link.</summary>
public static class ReadSharedDashboard
{
    /// <param name="Token">What was presented, read by <see cref="ShareToken.TryRead"/>.</param>
    /// <param name="View">Period and comparison; what else it names is left out.</param>
    /// <exception cref="RefusedException">
    /// <c>share_ended</c> (not found): the link is unknown, revoked or over; which one is not told.
    /// </exception>
    [Needs(Right.Nothing)]
    public sealed record Query(ShareToken Token, DashboardLook View) : IQuery<Answer>
    {
        public override string ToString() => "shared dashboard";
    }

    /// <param name="ExpiresAt">When the link ends.</param>
    public sealed record Answer(DashboardData Dashboard, DateTimeOffset ExpiresAt);

    /// <summary>The one answer to links that open nothing.</summary>
    public static RefusedException Ended() =>
        new(
            RefusalKind.NotFound,
            "share_ended",
            "This link does not open anything: it is mistyped, it has ended, or somebody revoked it. Ask whoever sent it for a new one."
        );

    internal sealed class Validator : AbstractValidator<Query>
    {
        public Validator() =>
            RuleFor(q => q.View).SetValidator(new DashboardLook.Rules()).OverridePropertyName(string.Empty);
    }

    internal sealed class Handler(
        IShareLinks links,
        IDashboards dashboards,
        DashboardReading reading,
        TimeProvider clock
    ) : IRequestHandler<Query, Answer>
    {
        public async Task<Answer> Handle(Query query, CancellationToken cancellationToken)
        {
            var link = await links.FindByHashAsync(query.Token.Hash, cancellationToken);
            if (link is not { RevokedAt: null } || link.ExpiresAt <= clock.GetUtcNow())
                throw Ended();
            var dashboard = await dashboards.FindAsync(link.DashboardId, cancellationToken) ?? throw Ended();
            var look = query.View with { GroupBy = null, Filter = null };
            return new Answer(await reading.ReadAsync(dashboard, look, cancellationToken), link.ExpiresAt);
        }
    }
}
