using Nexus.Infrastructure.Integrations.Shared;

namespace Nexus.Infrastructure.Integrations.Notion;

/// <summary>How far a data source is read: the checkpoint of both streams.</summary>
/// <param name="V">Of this shape.</param>
/// <param name="Source">The data source; another one is read from its start.</param>
/// <param name="Since">When the reading began.</param>
/// <param name="IsWhole">Whether all pages are read, in the order of their making; else those changed since, in the order of that.</param>
/// <param name="IsDone">Whether it was read to its end.</param>
/// <param name="From">From which time on the window reads, as Notion writes times; null for everything.</param>
/// <param name="Cursor">Notion's own place in the window; null at its start.</param>
/// <param name="Seen">The latest edit that was read.</param>
/// <param name="InTrash">Whether it has come to what was thrown away.</param>
/// <param name="Restarts">How often a cursor was too old.</param>
internal sealed record NotionPosition(
    int V,
    string Source,
    DateTimeOffset Since,
    bool IsWhole = true,
    bool IsDone = false,
    string? From = null,
    string? Cursor = null,
    string? Seen = null,
    bool InTrash = false,
    int Restarts = 0
) : IPosition
{
    public const int Current = 1;
}
