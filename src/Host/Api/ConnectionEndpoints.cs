using System.Text.Json;
using FluentValidation;
using FluentValidation.Results;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;
using Nexus.Application.Features.ApiKeys;
using Nexus.Application.Features.Connections;
using Nexus.Domain.Integrations;
using Nexus.Host.Identity;

namespace Nexus.Host.Api;

/// <summary>The sources of a workspace.</summary>
internal static class ConnectionEndpoints
{
    public static void MapConnections(this RouteGroupBuilder api)
    {
        var connections = api.MapGroup("/connections").WithTags("Connections");
        connections.MapGet("/", List);
        connections.MapPost("/", Create).RequireScope(ApiScopes.Admin);
        connections.MapGet("/{id:guid}", Get);
        connections.MapPatch("/{id:guid}", Update).RequireScope(ApiScopes.Admin);
        connections.MapDelete("/{id:guid}", Disconnect).RequireScope(ApiScopes.Admin);
        connections.MapPost("/{id:guid}/test", Test);
        connections.MapPost("/{id:guid}/pause", Pause).RequireScope(ApiScopes.Admin);
        connections.MapPost("/{id:guid}/resume", Resume).RequireScope(ApiScopes.Admin);
        api.MapGet("/integrations/status", Status).WithTags("Connections");
    }

    private static async Task<Ok<Page<ConnectionView>>> List(
        IMediator mediator,
        Guid? cursor,
        int? limit,
        CancellationToken cancellationToken
    )
    {
        var size = limit ?? Page.DefaultSize;
        var connections = await mediator.Send(new ListConnections.Query(cursor, size), cancellationToken);
        return TypedResults.Ok(Page.Of(connections, size, connection => connection, connection => connection.Id));
    }

    private static async Task<Created<ConnectionView>> Create(
        ConnectionRequest connection,
        IMediator mediator,
        CancellationToken cancellationToken
    )
    {
        var made = await mediator.Send(
            new CreateConnection.Command(
                connection.Provider,
                connection.Name,
                connection.Settings,
                connection.Credentials,
                connection.Schedule,
                connection.ScheduleZone
            )
            {
                Grant = connection.Grant,
            },
            cancellationToken
        );
        return TypedResults.Created($"/api/v1/connections/{made.Id}", made);
    }

    private static async Task<Ok<ConnectionView>> Get(
        Guid id,
        IMediator mediator,
        CancellationToken cancellationToken
    ) => TypedResults.Ok(await mediator.Send(new GetConnection.Query(id), cancellationToken));

    private static async Task<Ok<ConnectionView>> Update(
        Guid id,
        ConnectionPatch patch,
        IMediator mediator,
        CancellationToken cancellationToken
    ) =>
        TypedResults.Ok(
            await mediator.Send(
                new UpdateConnection.Command(
                    id,
                    patch.Name,
                    patch.Settings,
                    patch.Schedule,
                    patch.ScheduleZone,
                    patch.Credentials
                ),
                cancellationToken
            )
        );

    private static async Task<Ok<DisconnectConnection.Answer>> Disconnect(
        Guid id,
        string? data,
        IMediator mediator,
        CancellationToken cancellationToken
    ) => TypedResults.Ok(await mediator.Send(new DisconnectConnection.Command(id, Erases(data)), cancellationToken));

    private static bool Erases(string? data) =>
        data switch
        {
            null or "keep" => false,
            "erase" => true,
            _ => throw new ValidationException([
                new ValidationFailure("data", "Say 'keep' or 'erase': what is to become of the connection's data."),
            ]),
        };

    private static async Task<Ok<TestConnection.Answer>> Test(
        Guid id,
        IMediator mediator,
        CancellationToken cancellationToken
    ) => TypedResults.Ok(await mediator.Send(new TestConnection.Command(id), cancellationToken));

    private static async Task<Ok<ConnectionView>> Pause(
        Guid id,
        IMediator mediator,
        CancellationToken cancellationToken
    ) => TypedResults.Ok(await mediator.Send(new PauseConnection.Command(id), cancellationToken));

    private static async Task<Ok<ConnectionView>> Resume(
        Guid id,
        IMediator mediator,
        CancellationToken cancellationToken
    ) => TypedResults.Ok(await mediator.Send(new ResumeConnection.Command(id), cancellationToken));

    private static async Task<Ok<IReadOnlyList<ListIntegrationStatus.Answer>>> Status(
        IMediator mediator,
        CancellationToken cancellationToken
    ) => TypedResults.Ok(await mediator.Send(new ListIntegrationStatus.Query(), cancellationToken));
}

/// <summary>An account to be connected.</summary>
/// <param name="Provider">Key of a provider.</param>
/// <param name="Name">1 to 100 characters; left out, the account's own.</param>
/// <param name="Settings">As the provider's settingsSchema describes them.</param>
/// <param name="Credentials">By the names that the provider gives; they never come back.</param>
/// <param name="Schedule">manual, an ISO 8601 duration or a cron expression; left out, the provider's default.</param>
/// <param name="ScheduleZone">IANA zone of a cron expression; left out, the workspace's.</param>
/// <param name="Grant">What a person consented to at the provider, where it is connected so.</param>
public sealed record ConnectionRequest(
    string? Provider,
    string? Name = null,
    JsonElement? Settings = null,
    Dictionary<string, Secret?>? Credentials = null,
    string? Schedule = null,
    string? ScheduleZone = null,
    Guid? Grant = null
)
{
    public override string ToString() => $"connect {Provider}";
}

/// <summary>What changes about a connection; what is left out stays.</summary>
/// <param name="Name">1 to 100 characters.</param>
/// <param name="Settings">All of them.</param>
/// <param name="Schedule">manual, an ISO 8601 duration or a cron expression.</param>
/// <param name="ScheduleZone">IANA zone of a cron expression.</param>
/// <param name="Credentials">Those that change; null takes one away.</param>
public sealed record ConnectionPatch(
    string? Name = null,
    JsonElement? Settings = null,
    string? Schedule = null,
    string? ScheduleZone = null,
    Dictionary<string, Secret?>? Credentials = null
)
{
    public override string ToString() => "change a connection";
}
