using FluentValidation;
using MediatR;
using Nexus.Application.Authorisation;
using Nexus.Application.Pipeline;
using Nexus.Application.Storage;

namespace Nexus.Application.Features.People;

/// <summary>Makes a link by which one person becomes a member. Nexus shows it once; whoever invites passes it on.</summary>
public static class InviteMember
{
    public static readonly TimeSpan Life = TimeSpan.FromDays(7);

    /// <param name="Role">viewer, editor, admin or owner; none above the sender's own.</param>
    /// <param name="Note">For whom it is meant, at most 200 characters; may be empty.</param>
    /// <exception cref="RefusedException"><c>role_not_grantable</c> (forbidden).</exception>
    [Needs(Right.Admin)]
    public sealed record Command(string? Role, string? Note) : ICommand<Answer>;

    /// <param name="Token">Shown this once.</param>
    public sealed record Answer(Guid Id, string Token, DateTimeOffset ExpiresAt)
    {
        /// <summary>Path of the page, below the server's address.</summary>
        public string Path => $"/invitations/{Token}";

        public override string ToString() => $"invitation {Id}";
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(command => command.Role).Role();
            RuleFor(command => command.Note)
                .Must(note => note is null || (note.Length <= 200 && !note.Any(char.IsControl)))
                .WithMessage("A note has at most 200 characters.");
        }
    }

    internal sealed class Handler(
        IInvitations invitations,
        IAuditTrail audit,
        IWorkspaceScope scope,
        TimeProvider clock
    ) : IRequestHandler<Command, Answer>
    {
        public async Task<Answer> Handle(Command command, CancellationToken cancellationToken)
        {
            var role = RoleNames.Find(command.Role)!.Value;
            MemberRules.RefuseAbove(scope.Rights, role);
            var now = clock.GetUtcNow();
            var token = SecretToken.Create();
            var invitation = new Invitation(
                Guid.CreateVersion7(now),
                role,
                command.Note?.Trim() ?? "",
                scope.Actor,
                now,
                now + Life
            );
            await invitations.AddAsync(invitation, SecretToken.Hash(token), cancellationToken);
            await audit.AddAsync(
                "member.invited",
                invitation.Id.ToString(),
                before: null,
                new
                {
                    role = RoleNames.Of(role),
                    invitation.Note,
                    invitation.ExpiresAt,
                },
                batchId: null,
                cancellationToken
            );
            return new(invitation.Id, token, invitation.ExpiresAt);
        }
    }
}
