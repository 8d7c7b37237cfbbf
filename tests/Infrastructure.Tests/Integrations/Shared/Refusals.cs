using System.Net;
using System.Text.Json;
using Nexus.Infrastructure.Integrations.Shared;
using Nexus.Infrastructure.Tests.Integrations.Shared.Ads;

namespace Nexus.Infrastructure.Tests.Integrations.Shared;

/// <summary>Refusals as a provider's table of faults is given them.</summary>
internal static class Refusals
{
    public static Refusal Of(HttpStatusCode status, JsonElement body) =>
        new("The provider", new HttpResponseMessage(status), body, AdScene.Start);
}
