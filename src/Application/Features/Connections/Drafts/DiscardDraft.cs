using MediatR;
using Nexus.Application.Authorisation;
using Nexus.Application.Pipeline;
using Nexus.Application.Storage;

namespace Nexus.Application.Features.Connections.Drafts;

/// <summary>Forgets what the caller has begun to connect, and the credentials with it. Doing it twice comes to the same.</summary>
public static class DiscardDraft
{
    [Needs(Right.Admin)]
    public sealed record Command(string Provider) : ICommand<Unit>;

    internal sealed class Handler(IConnectionDrafts drafts) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken cancellationToken)
        {
            await drafts.RemoveAsync(command.Provider, cancellationToken);
            return Unit.Value;
        }
    }
}
