using System.Net;
using System.Text.Json;
using Nexus.Application.Integrations;

namespace Nexus.Infrastructure.Integrations.Shared;

/// <summary>An answer that is not the data that was asked for, and the faults that it can come to.</summary>
/// <param name="Provider">As people know it.</param>
/// <param name="Response">Its headers; the body is read.</param>
/// <param name="Body">Undefined where something on the way to the provider answered, which sends pages for people.</param>
/// <param name="Now">By our clock.</param>
internal sealed record Refusal(string Provider, HttpResponseMessage Response, JsonElement Body, DateTimeOffset Now)
{
    /// <summary>The provider's id of the call.</summary>
    public string? Id { get; init; }

    public HttpStatusCode Status => Response.StatusCode;

    /// <param name="told">For people: what happened and what they can do, in none of the provider's words.</param>
    /// <param name="pause">After how long it is worth trying again; null where the schedule decides.</param>
    public IntegrationException As(IntegrationFault fault, string told, TimeSpan? pause = null) =>
        new(fault, told, Now + pause) { RequestId = Id is { Length: <= 128 } ? Id : null };

    public IntegrationException Failed() => As(IntegrationFault.Unavailable, $"{Provider} failed on its side.");

    /// <param name="unlessTold">The pause where the answer names none in the usual header.</param>
    public IntegrationException TooMany(TimeSpan unlessTold) =>
        As(
            IntegrationFault.RateLimited,
            $"{Provider} asked Nexus to make fewer calls.",
            Response.Headers.RetryAfter?.Delta ?? unlessTold
        );

    public IntegrationException TooLarge() => As(IntegrationFault.Split, $"{Provider} asks for a smaller question.");

    /// <param name="version">The version of the API that Nexus speaks.</param>
    public IntegrationException Ended(string version) =>
        As(
            IntegrationFault.UpgradeRequired,
            $"{Provider} no longer serves version {version} of its API, which Nexus speaks."
        );

    /// <summary>Where no code says what it is: the provider failed or was busy, or it refused what it documents as allowed.</summary>
    public IntegrationException ByStatus() =>
        Status is HttpStatusCode.RequestTimeout or HttpStatusCode.Conflict or >= HttpStatusCode.InternalServerError
            ? Failed()
            : Undocumented();

    /// <summary>A refusal of what the provider documents as allowed.</summary>
    public IntegrationException Undocumented() =>
        Unexpected(Provider, $"a call that it documents as allowed with a refusal (status {(int)Status})", Id);

    /// <summary>The answer is not what the provider documents.</summary>
    /// <param name="how">What is wrong, continuing "… answered".</param>
    /// <param name="id">The provider's id of the call.</param>
    public static IntegrationException Unexpected(string provider, string how, string? id = null) =>
        new(
            IntegrationFault.UnexpectedResponse,
            $"{provider} answered {how}. Nothing of it was kept; Nexus asks again with the next sync."
        )
        {
            RequestId = id is { Length: <= 128 } ? id : null,
        };
}
