using MediatR;
using Nexus.Application.Authorisation;
using Nexus.Application.Pipeline;
using Nexus.Application.Storage;

namespace Nexus.Application.Features.Work;

/// <summary>Has work that was given up tried again.</summary>
public static class RetryWorkItem
{
    [Needs(Right.Write)]
    public sealed record Command(Guid Id) : ICommand<Unit>;

    internal sealed class Handler(IWorkItems items, IAuditTrail audit) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken cancellationToken)
        {
            if (!await items.RetryAsync(command.Id, cancellationToken))
                throw new RefusedException(
                    RefusalKind.NotFound,
                    "work_item_not_found",
                    "There is no work in this workspace that was given up under this id."
                );
            await audit.AddAsync("work.retried", command.Id.ToString(), null, null, null, cancellationToken);
            return Unit.Value;
        }
    }
}
