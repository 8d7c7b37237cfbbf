using MediatR;
using Microsoft.AspNetCore.Mvc;
using Nexus.Application.Authorisation;
using Nexus.Application.Features.ApiKeys;
using Nexus.Application.Features.People;
using Nexus.Application.Storage;
using Nexus.Host.Components;
using Nexus.Host.Identity;

namespace Nexus.Host.Pages.Settings;

/// <summary>Who belongs to the workspace, and the links by which others join.</summary>
internal static class MemberPages
{
    public const string Path = SettingsPages.Path + "/members";

    public static void MapMembers(this RouteGroupBuilder pages)
    {
        pages.MapGet(Path, ShowAsync);
        var changes = pages.MapGroup(Path).RequireScope(ApiScopes.Admin);
        changes.MapPost("/invitations", InviteAsync);
        changes.MapGet("/invitations/{id:guid}/revoke", AskRevocation);
        changes.MapPost("/invitations/{id:guid}/revoke", RevokeAsync);
        changes.MapPost("/{person:guid}/role", ChangeRoleAsync);
        changes.MapGet("/{person:guid}/remove", AskAsync);
        changes.MapPost("/{person:guid}/remove", RemoveAsync);
    }

    private static async Task<IResult> ShowAsync(
        PageContext page,
        IMediator mediator,
        CancellationToken cancellationToken
    ) => page.Show<MembersPage>(new { Shown = await ReadAsync(page, mediator, cancellationToken) });

    private static async Task<IResult> InviteAsync(
        [FromForm] string? role,
        [FromForm] string? note,
        PageContext page,
        IMediator mediator,
        HttpContext context,
        IConfiguration configuration,
        CancellationToken cancellationToken
    )
    {
        var (made, refused) = await mediator.TrySendAsync(new InviteMember.Command(role, note), cancellationToken);
        return page.Show<MembersPage>(
            new
            {
                Shown = await ReadAsync(page, mediator, cancellationToken),
                Link = made is null ? null : OwnAddress.Of(context.Request, configuration) + made.Path,
                Role = role,
                Note = made is null ? note : null,
                Refused = refused,
            },
            refused.Any ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK
        );
    }

    private static IResult AskRevocation(Guid id, PageContext page) =>
        page.Show<ConfirmPage>(
            new
            {
                Title = "Withdraw this invitation?",
                Consequences = (string[])["Whoever has the link joins nothing by it any more. A new one can be made."],
                Confirm = "Withdraw it",
                Action = $"{Path}/invitations/{id}/revoke",
                Back = Path,
                Trail = (Crumb[])[new("Settings", SettingsPages.Path), new("Members", Path)],
            }
        );

    private static async Task<IResult> RevokeAsync(
        Guid id,
        PageContext page,
        IMediator mediator,
        CancellationToken cancellationToken
    )
    {
        await mediator.Send(new RevokeInvitation.Command(id), cancellationToken);
        return page.Redirect(Path, Toast.Done("The link works no more."));
    }

    private static async Task<IResult> ChangeRoleAsync(
        Guid person,
        [FromForm] string? role,
        PageContext page,
        IMediator mediator,
        CancellationToken cancellationToken
    )
    {
        var (_, refused) = await mediator.TrySendAsync(new ChangeMemberRole.Command(person, role), cancellationToken);
        return refused.Any
            ? await ShowRefusedAsync(page, mediator, refused, cancellationToken)
            : page.Redirect(Path, Toast.Done("The role is changed, from their next request on."));
    }

    private static async Task<IResult> AskAsync(
        Guid person,
        PageContext page,
        IMediator mediator,
        CancellationToken cancellationToken
    )
    {
        var members = await mediator.Send(new ListMembers.Query(), cancellationToken);
        if (members.FirstOrDefault(one => one.Person.Id == person) is not { } member)
            return Results.NotFound();
        return page.Show<ConfirmPage>(
            new
            {
                Title = $"Remove {member.Person.Name}?",
                Consequences = (IReadOnlyList<string>)
                    [
                        $"{member.Person.Email} sees nothing of this workspace any more, from their next request on.",
                        "What they did stays: connections, uploads, and their entries in the audit trail. API keys that they made go on working until they are revoked.",
                    ],
                Confirm = "Remove member",
                Action = $"{Path}/{person}/remove",
                Back = Path,
                Trail = (IReadOnlyList<Crumb>)[new Crumb("Settings", SettingsPages.Path), new Crumb("Members", Path)],
            }
        );
    }

    private static async Task<IResult> RemoveAsync(
        Guid person,
        PageContext page,
        IMediator mediator,
        CancellationToken cancellationToken
    )
    {
        var (_, refused) = await mediator.TrySendAsync(new RemoveMember.Command(person), cancellationToken);
        return refused.Any
            ? await ShowRefusedAsync(page, mediator, refused, cancellationToken)
            : page.Redirect(Path, Toast.Done("They are no member any more."));
    }

    private static async Task<IResult> ShowRefusedAsync(
        PageContext page,
        IMediator mediator,
        Refusals refused,
        CancellationToken cancellationToken
    ) =>
        page.Show<MembersPage>(
            new { Shown = await ReadAsync(page, mediator, cancellationToken), Objection = refused },
            StatusCodes.Status422UnprocessableEntity
        );

    private static async Task<MembersShown> ReadAsync(
        PageContext page,
        IMediator mediator,
        CancellationToken cancellationToken
    ) =>
        new(
            await mediator.Send(new ListMembers.Query(), cancellationToken),
            page.May(Right.Admin) ? await mediator.Send(new ListInvitations.Query(), cancellationToken) : []
        );
}

/// <param name="Invitations">Empty for those who may not see them.</param>
public sealed record MembersShown(
    IReadOnlyList<Application.Storage.Member> Members,
    IReadOnlyList<Invitation> Invitations
);
