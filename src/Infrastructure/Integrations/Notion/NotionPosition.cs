using Nexus.Infrastructure.Integrations.Shared;

namespace Nexus.Infrastructure.Integrations.Notion;

/// <summary>How far a data source is read: the checkpoint of both streams.</summary>
/// <param name="V">Of this shape.</param>
/// <param name="Source">The data source; another one is read from its start.</param>
/// <param name="Since">When the reading began.</param>
/// <param name="Edited">From which edit on it reads, in the order of edits; null where all pages are read, in the order of their making.</param>
/// <param name="From">From which of these times on the window reads; null for the first window.</param>
/// <param name="Cursor">Notion's own place in the window; null at its start.</param>
/// <param name="InTrash">Whether it has come to what was thrown away.</param>
/// <param name="IsDone">Whether it was read to its end.</param>
/// <param name="Restarts">How often a window was read again.</param>
internal sealed record NotionPosition(
    int V,
    string Source,
    DateTimeOffset Since,
    DateTimeOffset? Edited = null,
    DateTimeOffset? From = null,
    string? Cursor = null,
    bool InTrash = false,
    bool IsDone = false,
    int Restarts = 0
) : IPosition
{
    public const int Current = 2;

    /// <summary>Notion cuts times to the minute, shows some edits late, and its clock need not agree with ours.</summary>
    public static readonly TimeSpan Overlap = TimeSpan.FromMinutes(5);

    public bool IsWhole => Edited is null;

    /// <summary>The time in whose order it reads.</summary>
    public string Stamp => IsWhole ? "created_time" : "last_edited_time";

    /// <summary>Where a reading begins or goes on.</summary>
    /// <param name="saved">Where the one before ended; null before the first.</param>
    /// <param name="readsOn">Whether what was not edited since need not be read again.</param>
    public static NotionPosition Begin(NotionPosition? saved, string source, bool readsOn, DateTimeOffset now) =>
        saved?.Source != source ? new(Current, source, now)
        : !saved.IsDone ? saved
        : new(Current, source, now, Edited: readsOn ? saved.Since - Overlap : null);

    /// <summary>The start of the window.</summary>
    public NotionPosition Again() => this with { Cursor = null, Restarts = Restarts + 1 };
}
