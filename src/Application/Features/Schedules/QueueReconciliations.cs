using MediatR;
using Nexus.Application.Authorisation;
using Nexus.Application.Pipeline;
using Nexus.Application.Storage;

namespace Nexus.Application.Features.Schedules;

/// <summary>Has the workspace's connections of one provider compared with the provider's own lists.</summary>
public static class QueueReconciliations
{
    [Needs(Right.System)]
    public sealed record Command(string Provider) : ICommand<int>;

    internal sealed class Handler(IScheduleCare schedules) : IRequestHandler<Command, int>
    {
        public Task<int> Handle(Command command, CancellationToken cancellationToken) =>
            schedules.QueueReconciliationsAsync(command.Provider, cancellationToken);
    }
}
