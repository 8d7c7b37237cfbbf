using MediatR;
using Microsoft.AspNetCore.Mvc;
using Nexus.Application.Features.ApiKeys;
using Nexus.Application.Features.Workspaces;
using Nexus.Host.Identity;

namespace Nexus.Host.Pages.Settings;

/// <summary>The settings of the workspace; its members and its keys have pages of their own.</summary>
internal static class SettingsPages
{
    public const string Path = "/settings";

    public static void MapSettings(this RouteGroupBuilder pages)
    {
        pages.MapGet(Path, ShowAsync);
        pages.MapPost(Path, ChangeAsync).RequireScope(ApiScopes.Admin);
        pages.MapMembers();
        pages.MapKeys();
    }

    private static async Task<IResult> ShowAsync(PageContext page, CancellationToken cancellationToken)
    {
        var workspace = await page.WorkspaceAsync(cancellationToken);
        return page.Show<SettingsPage>(
            new
            {
                workspace.Name,
                workspace.TimeZone,
                workspace.Currency,
                WeekStart = workspace.WeekStart.ToString().ToLowerInvariant(),
            }
        );
    }

    private static async Task<IResult> ChangeAsync(
        [FromForm] string? name,
        [FromForm] string? timeZone,
        [FromForm] string? currency,
        [FromForm] string? weekStart,
        PageContext page,
        IMediator mediator,
        CancellationToken cancellationToken
    )
    {
        var (_, refused) = await mediator.TrySendAsync(
            new ChangeWorkspace.Command(name ?? "", timeZone, currency, weekStart),
            cancellationToken
        );
        return refused.Any
            ? page.Show<SettingsPage>(
                new
                {
                    Name = name,
                    TimeZone = timeZone,
                    Currency = currency,
                    WeekStart = weekStart,
                    Refused = refused,
                },
                StatusCodes.Status422UnprocessableEntity
            )
            : page.Redirect(Path, Toast.Done("The settings are saved."));
    }
}
