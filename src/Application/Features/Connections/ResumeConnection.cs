using MediatR;
using Nexus.Application.Authorisation;
using Nexus.Application.Pipeline;
using Nexus.Application.Storage;
using Nexus.Domain.Integrations;

namespace Nexus.Application.Features.Connections;

/// <summary>Puts a connection back on its schedule, whatever it waited for; one with a schedule is due at once.</summary>
public static class ResumeConnection
{
    [Needs(Right.Admin)]
    public sealed record Command(Guid Id) : ICommand<ConnectionView>;

    internal sealed class Handler(ConnectionLookup lookup, IConnectionAccess access)
        : IRequestHandler<Command, ConnectionView>
    {
        public async Task<ConnectionView> Handle(Command command, CancellationToken cancellationToken)
        {
            var number = await lookup.NumberOfConnectedAsync(command.Id, cancellationToken);
            await access.SetStatusAsync(number, ConnectionStatus.Active, code: null, message: null, cancellationToken);
            return lookup.View(await lookup.FindAsync(command.Id, cancellationToken));
        }
    }
}
