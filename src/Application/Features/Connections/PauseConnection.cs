using MediatR;
using Nexus.Application.Authorisation;
using Nexus.Application.Pipeline;
using Nexus.Application.Storage;
using Nexus.Domain.Integrations;

namespace Nexus.Application.Features.Connections;

/// <summary>Takes a connection off its schedule until someone resumes it. A run that is under way ends by itself.</summary>
public static class PauseConnection
{
    [Needs(Right.Admin)]
    public sealed record Command(Guid Id) : ICommand<ConnectionView>;

    internal sealed class Handler(ConnectionLookup lookup, IConnectionAccess access, IWorkspaceScope scope)
        : IRequestHandler<Command, ConnectionView>
    {
        public async Task<ConnectionView> Handle(Command command, CancellationToken cancellationToken)
        {
            var number = await lookup.NumberOfConnectedAsync(command.Id, cancellationToken);
            await access.SetStatusAsync(
                number,
                ConnectionStatus.Paused,
                "paused",
                $"Paused by {scope.Actor}. Its data stays as it is; resume it to go on from there.",
                cancellationToken
            );
            return lookup.View(await lookup.FindAsync(command.Id, cancellationToken));
        }
    }
}
