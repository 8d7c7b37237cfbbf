using MediatR;
using Nexus.Application.Authorisation;
using Nexus.Application.Pipeline;
using Nexus.Application.Storage;
using Nexus.Domain.Workspaces;

namespace Nexus.Application.Features.People;

/// <summary>
/// Makes a link for the operator, by which somebody becomes a member without having been invited, or sets a new password
/// when the old one is lost. It works once, for 24 hours, and only the newest one does.
/// </summary>
public static class CreateSignInLink
{
    public static readonly TimeSpan Life = TimeSpan.FromHours(24);

    [Needs(Right.System)]
    public sealed record Command(MemberRole Role = MemberRole.Owner) : ICommand<Answer>;

    /// <param name="Token">Shown this once.</param>
    public sealed record Answer(string Token, DateTimeOffset ExpiresAt)
    {
        /// <summary>Path of the page, below the server's address.</summary>
        public string Path => $"/welcome/{Token}";

        public override string ToString() => "***";
    }

    internal sealed class Handler(IInvitations invitations, IAuditTrail audit, TimeProvider clock)
        : IRequestHandler<Command, Answer>
    {
        public async Task<Answer> Handle(Command command, CancellationToken cancellationToken)
        {
            var now = clock.GetUtcNow();
            var token = SecretToken.Create();
            var link = new Invitation(
                Guid.CreateVersion7(now),
                command.Role,
                Note: "",
                Invitation.Console,
                now,
                now + Life
            );
            await invitations.RevokeLinksOfConsoleAsync(cancellationToken);
            await invitations.AddAsync(link, SecretToken.Hash(token), cancellationToken);
            await audit.AddAsync(
                "sign_in_link.created",
                link.Id.ToString(),
                before: null,
                new { role = RoleNames.Of(link.Role), link.ExpiresAt },
                batchId: null,
                cancellationToken
            );
            return new(token, link.ExpiresAt);
        }
    }
}
