using System.Globalization;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Nexus.Application.Features.ApiKeys;
using Nexus.Application.Storage;
using Nexus.Host.Components;
using Nexus.Host.Identity;

namespace Nexus.Host.Pages.Settings;

/// <summary>The keys by which programs reach the workspace.</summary>
internal static class KeyPages
{
    public const string Path = SettingsPages.Path + "/api-keys";

    private const int PageSize = 50;

    public static void MapKeys(this RouteGroupBuilder pages)
    {
        var keys = pages.MapGroup(Path).RequireScope(ApiScopes.Admin);
        keys.MapGet("", ShowAsync);
        keys.MapPost("", CreateAsync);
        keys.MapGet("/{id:guid}/revoke", AskAsync);
        keys.MapPost("/{id:guid}/revoke", RevokeAsync);
    }

    private static async Task<IResult> ShowAsync(
        Guid? cursor,
        PageContext page,
        IMediator mediator,
        CancellationToken cancellationToken
    ) => page.Show<KeysPage>(new { Shown = await ReadAsync(mediator, cursor, cancellationToken) });

    private static async Task<IResult> CreateAsync(
        [FromForm] string? name,
        [FromForm] string? expires,
        IFormCollection form,
        PageContext page,
        IMediator mediator,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        string[] scopes = [.. form["scopes"].OfType<string>()];
        var end = int.TryParse(expires, NumberStyles.None, CultureInfo.InvariantCulture, out var days)
            ? clock.GetUtcNow().AddDays(Math.Clamp(days, 1, 3650))
            : (DateTimeOffset?)null;
        var (made, refused) = await mediator.TrySendAsync(
            new CreateApiKey.Command(name, scopes, end),
            cancellationToken
        );
        return page.Show<KeysPage>(
            new
            {
                Shown = await ReadAsync(mediator, cursor: null, cancellationToken),
                Key = made?.Key,
                Name = made is null ? name : null,
                Scopes = (IReadOnlyCollection<string>)(made is null ? scopes : [ApiScopes.Read]),
                Expires = expires,
                Refused = refused,
            },
            refused.Any ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK
        );
    }

    private static async Task<IResult> AskAsync(
        Guid id,
        PageContext page,
        IMediator mediator,
        CancellationToken cancellationToken
    )
    {
        var key = await mediator.Send(new GetApiKey.Query(id), cancellationToken);
        return page.Show<ConfirmPage>(
            new
            {
                Title = $"Revoke {key.Name}?",
                Consequences = (IReadOnlyList<string>)
                    [
                        $"Whatever uses the key {key.Prefix}… is refused from now on. This cannot be taken back; a new key can be made.",
                    ],
                Confirm = "Revoke key",
                Action = $"{Path}/{id}/revoke",
                Back = Path,
                Trail = (IReadOnlyList<Crumb>)[new Crumb("Settings", SettingsPages.Path), new Crumb("API keys", Path)],
            }
        );
    }

    private static async Task<IResult> RevokeAsync(
        Guid id,
        PageContext page,
        IMediator mediator,
        CancellationToken cancellationToken
    )
    {
        var (_, refused) = await mediator.TrySendAsync(new RevokeApiKey.Command(id), cancellationToken);
        return refused.Any
            ? page.Show<KeysPage>(
                new { Shown = await ReadAsync(mediator, cursor: null, cancellationToken), Objection = refused },
                StatusCodes.Status422UnprocessableEntity
            )
            : page.Redirect(Path, Toast.Done("The key works no more."));
    }

    private static async Task<KeysShown> ReadAsync(
        IMediator mediator,
        Guid? cursor,
        CancellationToken cancellationToken
    )
    {
        var keys = await mediator.Send(new ListApiKeys.Query(cursor, PageSize), cancellationToken);
        return new(keys, keys.Count == PageSize ? keys[^1].Id.ToString() : null);
    }
}

/// <param name="Next">Cursor of the next page; null on the last.</param>
public sealed record KeysShown(IReadOnlyList<ApiKey> Keys, string? Next);
