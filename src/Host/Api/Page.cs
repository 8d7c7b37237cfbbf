namespace Nexus.Host.Api;

/// <summary>One page of a list.</summary>
/// <param name="Cursor">Hand it back as <c>cursor</c> for the next page; null on the last one.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Cursor);

internal static class Page
{
    /// <summary>Items per page where a caller asks for no number.</summary>
    public const int DefaultSize = 50;

    /// <summary>A full page may have another behind it, which begins after its last item.</summary>
    public static Page<TView> Of<T, TView>(IReadOnlyList<T> items, int size, Func<T, TView> view, Func<T, Guid> id) =>
        new([.. items.Select(view)], items.Count == size ? id(items[^1]).ToString() : null);
}
