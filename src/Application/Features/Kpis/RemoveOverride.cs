using MediatR;
using Nexus.Application.Authorisation;
using Nexus.Application.Pipeline;
using Nexus.Application.Storage;

namespace Nexus.Application.Features.Kpis;

/// <summary>Takes an override away, so that the value of the source is shown again.</summary>
public static class RemoveOverride
{
    /// <exception cref="RefusedException">
    /// <c>override_not_found</c> (not found); <c>override_closed</c> (conflict) where it is not shown any more.
    /// </exception>
    [Needs(Right.Write)]
    public sealed record Command(Guid Id) : ICommand<Unit>;

    internal sealed class Handler(IKpiOverrides overrides, IAuditTrail audit) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken cancellationToken)
        {
            var removed =
                await overrides.RemoveAsync(command.Id, cancellationToken)
                ?? throw new RefusedException(RefusalKind.NotFound, "override_not_found", "There is no such override.");
            if (!removed.WasShown)
            {
                throw new RefusedException(
                    RefusalKind.Conflict,
                    "override_closed",
                    "This override is not shown any more: it was removed, replaced, or a run has covered its point."
                );
            }
            await audit.AddAsync(
                "override.removed",
                command.Id.ToString(),
                new { metric = removed.Metric, value = removed.Value },
                new { value = removed.Stored },
                null,
                cancellationToken
            );
            return Unit.Value;
        }
    }
}
