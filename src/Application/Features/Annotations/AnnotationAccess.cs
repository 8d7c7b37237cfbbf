using Nexus.Application.Storage;
using Nexus.Domain.Kpis;

namespace Nexus.Application.Features.Annotations;

/// <summary>What annotations refer to, and who may change them.</summary>
internal sealed class AnnotationAccess(IAnnotations annotations, ICustomMetrics metrics)
{
    /// <exception cref="RefusedException"><c>unknown_metric</c> (not found)</exception>
    public async Task CheckMetricAsync(string? metric, CancellationToken cancellationToken)
    {
        if (metric is null || MetricCatalog.TryFind(metric, out _))
            return;
        if ((await metrics.ListAsync(cancellationToken)).All(own => own.Key != metric))
            throw new RefusedException(RefusalKind.NotFound, "unknown_metric", $"There is no metric '{metric}'.");
    }

    /// <summary>Holds one that people may change.</summary>
    /// <exception cref="RefusedException">
    /// <c>annotation_not_found</c> (not found); <c>annotation_of_source</c> (conflict) where its connection gives it.
    /// </exception>
    public async Task<Annotation> HoldAsync(Guid id, CancellationToken cancellationToken)
    {
        var annotation =
            await annotations.HoldAsync(id, cancellationToken)
            ?? throw new RefusedException(RefusalKind.NotFound, "annotation_not_found", "There is no such annotation.");
        return annotation.Source is { IsConnected: true } source
            ? throw new RefusedException(
                RefusalKind.Conflict,
                "annotation_of_source",
                $"The annotation comes from {source.Name}. Change it there; Nexus follows with the next sync."
            )
            : annotation;
    }
}
