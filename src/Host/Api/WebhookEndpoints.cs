using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Primitives;
using Nexus.Application.Authorisation;
using Nexus.Application.Features.Webhooks;
using Nexus.Application.Storage;

namespace Nexus.Host.Api;

/// <summary>Where providers deliver their events. The signature is the credential.</summary>
internal static class WebhookEndpoints
{
    public static void MapWebhooks(this WebApplication app) =>
        app.MapPost("/webhooks/{provider}/{connection:guid}", Receive).AllowAnonymous().WithTags("Webhooks");

    private static async Task<Ok<ReceiveWebhook.Answer>> Receive(
        string provider,
        Guid connection,
        HttpRequest request,
        IConnectionDirectory directory,
        IWorkspaceScope scope,
        IMediator mediator,
        CancellationToken cancellationToken
    )
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, cancellationToken);
        if (await directory.FindWorkspaceAsync(connection, cancellationToken) is not { } workspace)
            throw ReceiveWebhook.NotFound();
        scope.Enter(workspace, $"webhook:{provider}", Rights.System);
        return TypedResults.Ok(
            await mediator.Send(
                new ReceiveWebhook.Command(
                    provider,
                    connection,
                    body.GetBuffer().AsMemory(0, (int)body.Length),
                    name => request.Headers.TryGetValue(name, out var values) ? Joined(values) : null
                ),
                cancellationToken
            )
        );
    }

    private static string? Joined(StringValues values) => values.Count == 0 ? null : string.Join(',', values.ToArray());
}
