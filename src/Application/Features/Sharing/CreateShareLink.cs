using FluentValidation;
using MediatR;
using Nexus.Application.Authorisation;
using Nexus.Application.Features.Dashboards;
using Nexus.Application.Pipeline;
using Nexus.Application.Storage;

namespace Nexus.Application.Features.Sharing;

/// <summary>Makes a link by which anybody who has it reads one dashboard, until it ends.</summary>
public static class CreateShareLink
{
    public const int UsualDays = 30;
    public const int MostDays = 365;

    /// <param name="Days">How long it lasts, 1 to 365; 30 unless given.</param>
    /// <exception cref="RefusedException">
    /// <c>dashboard_not_found</c>; <c>too_many_share_links</c> (unprocessable).
    /// </exception>
    [Needs(Right.Write)]
    public sealed record Command(Guid Dashboard, int? Days) : ICommand<Answer>;

    /// <param name="Token">Shown this once: the path of the link is <c>/share/{token}</c>.</param>
    public sealed record Answer(Guid Id, string Token, DateTimeOffset ExpiresAt)
    {
        public override string ToString() => $"share link {Id}";
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleFor(c => c.Days).InclusiveBetween(1, MostDays);
    }

    internal sealed class Handler(
        IShareLinks links,
        DashboardEditing editing,
        IAuditTrail audit,
        IWorkspaceScope scope,
        TimeProvider clock
    ) : IRequestHandler<Command, Answer>
    {
        private const int MaxOpen = 50;

        public async Task<Answer> Handle(Command command, CancellationToken cancellationToken)
        {
            var dashboard = await editing.FindAsync(command.Dashboard, cancellationToken);
            var now = clock.GetUtcNow();
            var open = await links.ListAsync(dashboard.Id, cancellationToken);
            if (open.Count(link => link.RevokedAt is null && link.ExpiresAt > now) >= MaxOpen)
            {
                throw new RefusedException(
                    RefusalKind.Unprocessable,
                    "too_many_share_links",
                    $"A dashboard has at most {MaxOpen} open links. Revoke one that nobody needs.",
                    new Dictionary<string, object?> { ["max"] = MaxOpen }
                );
            }
            var token = ShareToken.Generate();
            var link = new ShareLink(
                Guid.CreateVersion7(now),
                dashboard.Id,
                token.Prefix,
                scope.Actor,
                now,
                now.AddDays(command.Days ?? UsualDays),
                RevokedAt: null
            );
            await links.AddAsync(link, token.Hash, cancellationToken);
            await audit.AddAsync(
                "share.created",
                link.Id.ToString(),
                before: null,
                new
                {
                    dashboard = dashboard.Id,
                    dashboard.Name,
                    link.Prefix,
                    link.ExpiresAt,
                },
                batchId: null,
                cancellationToken
            );
            return new Answer(link.Id, token.Text, link.ExpiresAt);
        }
    }
}
