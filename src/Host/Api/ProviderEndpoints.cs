using System.Text.Json.Nodes;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;
using Nexus.Application.Features.Providers;

namespace Nexus.Host.Api;

/// <summary>What a workspace can connect to.</summary>
internal static class ProviderEndpoints
{
    public static void MapProviders(this RouteGroupBuilder api) => api.MapGet("/providers", List).WithTags("Providers");

    private static async Task<Ok<List<ProviderView>>> List(IMediator mediator, CancellationToken cancellationToken)
    {
        var providers = await mediator.Send(new ListProviders.Query(), cancellationToken);
        return TypedResults.Ok(providers.Select(ProviderView.Of).ToList());
    }
}

/// <summary>A provider as the wizard for new connections needs it.</summary>
/// <param name="Authentication">none, apiKey, oauth2 or serviceAccount.</param>
/// <param name="Metrics">Keys of the metrics that it can supply.</param>
/// <param name="SettingsSchema">JSON Schema of a connection's settings.</param>
/// <param name="DefaultSchedule">manual, or an ISO 8601 duration.</param>
public sealed record ProviderView(
    string Key,
    string Name,
    string Category,
    string Description,
    string Authentication,
    IReadOnlyList<string> Metrics,
    JsonObject SettingsSchema,
    string DefaultSchedule
)
{
    internal static ProviderView Of(ListProviders.Answer answer)
    {
        var (provider, metrics) = answer;
        return new(
            provider.Key,
            provider.Name,
            provider.Category,
            provider.Description,
            provider.Authentication,
            metrics,
            provider.SettingsSchema,
            provider.DefaultSchedule
        );
    }
}
