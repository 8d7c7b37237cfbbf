using MediatR;
using Nexus.Application.Authorisation;
using Nexus.Application.Pipeline;
using Nexus.Application.Storage;

namespace Nexus.Application.Features.Annotations;

/// <summary>One annotation.</summary>
public static class GetAnnotation
{
    /// <exception cref="RefusedException"><c>annotation_not_found</c> (not found)</exception>
    [Needs(Right.Read)]
    public sealed record Query(Guid Id) : IQuery<AnnotationView>;

    internal sealed class Handler(IAnnotations annotations) : IRequestHandler<Query, AnnotationView>
    {
        public async Task<AnnotationView> Handle(Query query, CancellationToken cancellationToken) =>
            await annotations.FindAsync(query.Id, cancellationToken) is { } found
                ? AnnotationView.Of(found)
                : throw new RefusedException(
                    RefusalKind.NotFound,
                    "annotation_not_found",
                    "There is no such annotation."
                );
    }
}
