using MediatR;
using Nexus.Application.Authorisation;
using Nexus.Application.Pipeline;
using Nexus.Application.Storage;

namespace Nexus.Application.Features.Sharing;

/// <summary>Ends a share link at once. To do it twice changes nothing.</summary>
public static class RevokeShareLink
{
    /// <exception cref="RefusedException"><c>share_not_found</c></exception>
    [Needs(Right.Write)]
    public sealed record Command(Guid Id) : ICommand<Unit>;

    internal sealed class Handler(IShareLinks links, IAuditTrail audit) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken cancellationToken)
        {
            var link =
                await links.RevokeAsync(command.Id, cancellationToken)
                ?? throw new RefusedException(RefusalKind.NotFound, "share_not_found", "There is no such share link.");
            if (link.RevokedAt is null)
            {
                await audit.AddAsync(
                    "share.revoked",
                    link.Id.ToString(),
                    new { dashboard = link.DashboardId, link.Prefix },
                    after: null,
                    batchId: null,
                    cancellationToken
                );
            }
            return Unit.Value;
        }
    }
}
