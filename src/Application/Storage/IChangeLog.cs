namespace Nexus.Application.Storage;

/// <summary>Reads the append-only history, newest first, within the open transaction.</summary>
public interface IChangeLog
{
    /// <summary>Changed and deleted points.</summary>
    /// <param name="before">Only those older than this one; 0 for the newest.</param>
    Task<IReadOnlyList<LoggedChange>> PointsAsync(
        ChangeSearch search,
        long before,
        CancellationToken cancellationToken
    );

    /// <summary>Who is named in it, each once and in the order of names.</summary>
    Task<IReadOnlyList<string>> ActorsAsync(int limit, CancellationToken cancellationToken);

    /// <summary>Everything else that happened.</summary>
    /// <param name="before">As for points.</param>
    Task<IReadOnlyList<LoggedChange>> EventsAsync(
        ChangeSearch search,
        long before,
        CancellationToken cancellationToken
    );
}

/// <param name="To">Not part of the range.</param>
public sealed record ChangeSearch(
    string? Metric,
    int? Batch,
    string? Actor,
    string? Action,
    DateTimeOffset? From,
    DateTimeOffset? To,
    int Limit
);

/// <param name="Id">Grows with time within points, and within events.</param>
/// <param name="Before">JSON, or null.</param>
/// <param name="After">JSON, or null.</param>
public sealed record LoggedChange(
    long Id,
    DateTimeOffset At,
    string Actor,
    string Action,
    string Subject,
    string? Before,
    string? After,
    int? Batch,
    string? BatchKind,
    Guid? ImportId
);
