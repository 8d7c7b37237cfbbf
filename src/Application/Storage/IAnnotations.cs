using Nexus.Application.Integrations;

namespace Nexus.Application.Storage;

/// <summary>Notes on what happened, in the transaction that is open.</summary>
public interface IAnnotations
{
    /// <summary>Those that a search finds, latest day first.</summary>
    Task<IReadOnlyList<Annotation>> ListAsync(AnnotationSearch search, CancellationToken cancellationToken);

    /// <summary>Null where there is none that is shown.</summary>
    Task<Annotation?> FindAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>Null where there is none that is shown; held until the transaction ends.</summary>
    Task<Annotation?> HoldAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>Adds one that somebody wrote in Nexus.</summary>
    /// <returns>Its id.</returns>
    Task<Guid> AddAsync(AnnotationText text, string author, CancellationToken cancellationToken);

    Task ChangeAsync(Guid id, AnnotationText text, CancellationToken cancellationToken);

    /// <summary>Shows it no longer.</summary>
    Task RemoveAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>Takes over notes of a connection; what has no note any more is shown no longer.</summary>
    /// <param name="notes">By what they are at the provider, each once.</param>
    Task TakeOverAsync(
        int connectionId,
        IReadOnlyDictionary<string, SourceNote?> notes,
        CancellationToken cancellationToken
    );
}

/// <summary>What somebody says about some days.</summary>
public sealed record AnnotationText(string Title, string? Text, DateRange Days, string? Link, string? Metric);

/// <param name="Source">Where it comes from; null for one that somebody wrote in Nexus.</param>
public sealed record Annotation(
    Guid Id,
    AnnotationText Text,
    string? Author,
    AnnotationSource? Source,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt
);

/// <param name="Connection">The id that callers see.</param>
/// <param name="IsConnected">Whether the provider is still asked for changes.</param>
public sealed record AnnotationSource(Guid Connection, string Provider, string Name, bool IsConnected);

/// <param name="From">Only those that last until this day or longer; null for all.</param>
/// <param name="To">Only those that begin before this day; null for all.</param>
/// <param name="Metric">Only those about this metric, or about all; null for every one.</param>
/// <param name="Words">As people type them into a search box; null for all.</param>
/// <param name="Connection">Only those that come from it; null for all.</param>
/// <param name="After">Id of the last one of the page before.</param>
public sealed record AnnotationSearch(
    DateOnly? From,
    DateOnly? To,
    string? Metric,
    string? Words,
    Guid? Connection,
    Guid? After,
    int Limit
);
