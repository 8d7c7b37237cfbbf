using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;
using Nexus.Application.Features.ApiKeys;
using Nexus.Application.Storage;
using Nexus.Host.Identity;

namespace Nexus.Host.Api;

/// <summary>The keys by which machines reach a workspace.</summary>
internal static class ApiKeyEndpoints
{
    public static void MapApiKeys(this RouteGroupBuilder api)
    {
        var keys = api.MapGroup("/api-keys").RequireScope(ApiScopes.Admin).WithTags("API keys");
        keys.MapGet("/", List);
        keys.MapPost("/", Create);
        keys.MapDelete("/{id:guid}", Revoke);
    }

    private static async Task<Ok<Page<ApiKey>>> List(
        IMediator mediator,
        Guid? cursor,
        int? limit,
        CancellationToken cancellationToken
    )
    {
        var size = limit ?? Page.DefaultSize;
        var keys = await mediator.Send(new ListApiKeys.Query(cursor, size), cancellationToken);
        return TypedResults.Ok(Page.Of(keys, size, key => key, key => key.Id));
    }

    private static async Task<Created<CreateApiKey.Answer>> Create(
        NewApiKey key,
        IMediator mediator,
        CancellationToken cancellationToken
    )
    {
        var made = await mediator.Send(
            new CreateApiKey.Command(key.Name, key.Scopes, key.ExpiresAt),
            cancellationToken
        );
        return TypedResults.Created($"/api/v1/api-keys/{made.Id}", made);
    }

    private static async Task<NoContent> Revoke(Guid id, IMediator mediator, CancellationToken cancellationToken)
    {
        await mediator.Send(new RevokeApiKey.Command(id), cancellationToken);
        return TypedResults.NoContent();
    }
}

/// <summary>A key to be made.</summary>
/// <param name="Name">What it is for, 1 to 100 characters.</param>
/// <param name="Scopes">One or more of read, write, admin and operator; none that the caller lacks.</param>
/// <param name="ExpiresAt">When it ends; null for never.</param>
public sealed record NewApiKey(string? Name, IReadOnlyList<string>? Scopes, DateTimeOffset? ExpiresAt = null);
