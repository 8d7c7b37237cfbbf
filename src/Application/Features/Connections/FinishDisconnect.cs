using MediatR;
using Nexus.Application.Authorisation;
using Nexus.Application.Integrations;
using Nexus.Application.Pipeline;

namespace Nexus.Application.Features.Connections;

/// <summary>Does what is left of a disconnect; what the work item <see cref="DisconnectConnection.WorkKind"/> calls for.</summary>
/// <remarks>Does nothing where nothing is left, or the connection has been connected again.</remarks>
public static class FinishDisconnect
{
    /// <exception cref="IntegrationException">The provider could not be told; to be tried again.</exception>
    [Needs(Right.System)]
    public sealed record Command(Guid Id) : IProcess<Unit>;

    internal sealed class Handler(Disconnecting disconnecting) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken cancellationToken)
        {
            if (await disconnecting.FinishAsync(command.Id, cancellationToken) is { } obstacle)
                throw obstacle;
            return Unit.Value;
        }
    }
}
