using Nexus.Infrastructure.Integrations.Shared;

namespace Nexus.Infrastructure.Integrations.Stripe;

/// <summary>How far a list is read: the checkpoint of every stream but events.</summary>
/// <param name="V">Of this shape.</param>
/// <param name="IsDone">Whether the list was read to its end.</param>
/// <param name="Since">When its first page was asked for.</param>
/// <param name="From">The oldest moment of creation that is read, in Unix seconds; null for everything.</param>
/// <param name="To">The newest one; null for everything.</param>
/// <param name="After">The last object read.</param>
/// <param name="AfterCreated">When it was created: from there on where it is gone.</param>
/// <param name="Deep">The last day on which what may have changed late was read again.</param>
internal sealed record ListPosition(
    int V,
    bool IsDone,
    DateTimeOffset Since,
    long? From = null,
    long? To = null,
    string? After = null,
    long? AfterCreated = null,
    DateOnly? Deep = null
) : IPosition
{
    public const int Current = 1;

    /// <summary>Whether what was not seen no longer exists: all of the list was asked for.</summary>
    public bool IsWhole => From is null && To is null;

    /// <summary>At the first page of a list.</summary>
    public static ListPosition Start(DateTimeOffset now, long? from, long? to) => new(Current, false, now, from, to);

    public ListPosition Behind(StripePage page) =>
        page.HasMore
            ? this with
            {
                After = page.LastId,
                AfterCreated = page.LastCreated,
            }
            : this with
            {
                IsDone = true,
                After = null,
                AfterCreated = null,
            };
}
