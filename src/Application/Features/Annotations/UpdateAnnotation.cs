using FluentValidation;
using MediatR;
using Nexus.Application.Authorisation;
using Nexus.Application.Pipeline;
using Nexus.Application.Storage;

namespace Nexus.Application.Features.Annotations;

/// <summary>Replaces all that an annotation says.</summary>
public static class UpdateAnnotation
{
    /// <exception cref="RefusedException">
    /// <c>annotation_not_found</c>, <c>unknown_metric</c> (not found); <c>annotation_of_source</c> (conflict) for one that a
    /// connection gives.
    /// </exception>
    [Needs(Right.Write)]
    public sealed record Command(Guid Id, AnnotationDraft Annotation) : ICommand<AnnotationView>;

    internal sealed class Validator : AbstractValidator<Command>
    {
        /// <remarks>Errors name members as the caller sent them, without the command around.</remarks>
        public Validator() =>
            RuleFor(command => command.Annotation).SetValidator(new AnnotationRules()).OverridePropertyName("");
    }

    internal sealed class Handler(AnnotationAccess access, IAnnotations annotations, IAuditTrail audit)
        : IRequestHandler<Command, AnnotationView>
    {
        public async Task<AnnotationView> Handle(Command command, CancellationToken cancellationToken)
        {
            var written = command.Annotation.Written;
            var before = await access.HoldAsync(command.Id, cancellationToken);
            await access.CheckMetricAsync(written.Metric, cancellationToken);
            if (before.Text == written)
                return AnnotationView.Of(before);
            await annotations.ChangeAsync(command.Id, written, cancellationToken);
            await audit.AddAsync(
                "annotation.changed",
                command.Id.ToString(),
                before.Text,
                written,
                null,
                cancellationToken
            );
            return AnnotationView.Of((await annotations.HoldAsync(command.Id, cancellationToken))!);
        }
    }
}
