using FluentValidation;
using MediatR;
using Nexus.Application.Authorisation;
using Nexus.Application.Pipeline;
using Nexus.Application.Storage;

namespace Nexus.Application.Features.Annotations;

/// <summary>Notes what happened on some days, to be shown beside KPIs.</summary>
public static class AddAnnotation
{
    /// <exception cref="RefusedException"><c>unknown_metric</c> (not found)</exception>
    [Needs(Right.Write)]
    public sealed record Command(AnnotationDraft Annotation) : ICommand<AnnotationView>;

    internal sealed class Validator : AbstractValidator<Command>
    {
        /// <remarks>Errors name members as the caller sent them, without the command around.</remarks>
        public Validator() =>
            RuleFor(command => command.Annotation).SetValidator(new AnnotationRules()).OverridePropertyName("");
    }

    internal sealed class Handler(
        AnnotationAccess access,
        IAnnotations annotations,
        IAuditTrail audit,
        IWorkspaceScope scope
    ) : IRequestHandler<Command, AnnotationView>
    {
        public async Task<AnnotationView> Handle(Command command, CancellationToken cancellationToken)
        {
            var written = command.Annotation.Written;
            await access.CheckMetricAsync(written.Metric, cancellationToken);
            var id = await annotations.AddAsync(written, scope.Actor, cancellationToken);
            await audit.AddAsync("annotation.added", id.ToString(), null, written, null, cancellationToken);
            return AnnotationView.Of((await annotations.HoldAsync(id, cancellationToken))!);
        }
    }
}
