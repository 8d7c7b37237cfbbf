using System.Text.Json.Nodes;
using Nexus.ProviderSimulator.Http;

namespace Nexus.ProviderSimulator.Administration;

/// <summary>What another process asks of a simulator, below <c>/_simulator/</c>.</summary>
internal sealed class AdminApi(Simulator simulator)
{
    public Task<SimulatedAnswer> AnswerAsync(SimulatedRequest request, CancellationToken cancellationToken)
    {
        _ = (simulator, request, cancellationToken);
        return Task.FromResult(new SimulatedAnswer { Json = new JsonObject() });
    }
}
