using System.Text.Json.Nodes;
using System.Xml;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;
using Nexus.Application.Features.Providers;
using Nexus.Application.Integrations;

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
/// <param name="ScheduleFloor">The shortest interval that a connection may be scheduled at, as an ISO 8601 duration.</param>
/// <param name="Credentials">What a connection needs to be handed, in the order in which a form asks for it.</param>
/// <param name="ApiVersion">The version of the provider's API that is spoken; null where it has none.</param>
/// <param name="ApiVersionEnds">The day on which the provider stops serving it; null where none is announced.</param>
public sealed record ProviderView(
    string Key,
    string Name,
    string Category,
    string Description,
    string Authentication,
    IReadOnlyList<string> Metrics,
    JsonObject SettingsSchema,
    string DefaultSchedule,
    string ScheduleFloor,
    IReadOnlyList<CredentialField> Credentials,
    string? ApiVersion,
    DateOnly? ApiVersionEnds
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
            provider.DefaultSchedule,
            XmlConvert.ToString(provider.ScheduleFloor),
            provider.Credentials,
            provider.ApiVersion,
            provider.ApiVersionEnds
        );
    }
}
