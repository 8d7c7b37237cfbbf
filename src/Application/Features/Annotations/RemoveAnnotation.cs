using MediatR;
using Nexus.Application.Authorisation;
using Nexus.Application.Pipeline;
using Nexus.Application.Storage;

namespace Nexus.Application.Features.Annotations;

/// <summary>Takes an annotation away; the audit trail keeps what it said.</summary>
public static class RemoveAnnotation
{
    /// <exception cref="RefusedException">
    /// <c>annotation_not_found</c> (not found); <c>annotation_of_source</c> (conflict) for one that a connection gives.
    /// </exception>
    [Needs(Right.Write)]
    public sealed record Command(Guid Id) : ICommand<Unit>;

    internal sealed class Handler(AnnotationAccess access, IAnnotations annotations, IAuditTrail audit)
        : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken cancellationToken)
        {
            var removed = await access.HoldAsync(command.Id, cancellationToken);
            await annotations.RemoveAsync(command.Id, cancellationToken);
            await audit.AddAsync(
                "annotation.removed",
                command.Id.ToString(),
                removed.Text,
                null,
                null,
                cancellationToken
            );
            return Unit.Value;
        }
    }
}
