using Nexus.Application.Storage;

namespace Nexus.Application.Features.Annotations;

/// <summary>A note on what happened, beside KPIs.</summary>
/// <param name="From">The first day that it is about.</param>
/// <param name="To">The last day that it is about, included.</param>
/// <param name="Link">Address of the original, or of more about it.</param>
/// <param name="Author">Who wrote it, as far as it is known.</param>
/// <param name="Metric">Key of the metric that it is about; null where it is about all.</param>
/// <param name="Source">Where it comes from; null for one that was written in Nexus.</param>
public sealed record AnnotationView(
    Guid Id,
    string Title,
    string? Text,
    DateOnly From,
    DateOnly To,
    string? Link,
    string? Author,
    string? Metric,
    AnnotationOrigin? Source,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt
)
{
    internal static AnnotationView Of(Annotation annotation) =>
        new(
            annotation.Id,
            annotation.Text.Title,
            annotation.Text.Text,
            annotation.Text.Days.First,
            annotation.Text.Days.Last,
            annotation.Text.Link,
            annotation.Author,
            annotation.Text.Metric,
            annotation.Source is { } source ? new(source.Connection, source.Provider, source.Name) : null,
            annotation.CreatedAt,
            annotation.UpdatedAt
        );
}

/// <param name="Connection">Its id.</param>
/// <param name="Provider">Key of its provider.</param>
/// <param name="Name">As people called it.</param>
public sealed record AnnotationOrigin(Guid Connection, string Provider, string Name);
