using System.Text.Json;
using MediatR;
using Nexus.Application.Syncing;

namespace Nexus.Application.Features.Connections;

/// <summary>Finishes disconnects that the queue brings back until the provider has been told.</summary>
internal sealed class DisconnectWork(IMediator mediator) : IWorkHandler
{
    public string Kind => DisconnectConnection.WorkKind;

    public async Task RunAsync(JsonElement payload, CancellationToken cancellationToken)
    {
        var work = payload.Deserialize<DisconnectConnection.Work>(JsonSerializerOptions.Web)!;
        await mediator.Send(new FinishDisconnect.Command(work.ConnectionId), cancellationToken);
    }
}
