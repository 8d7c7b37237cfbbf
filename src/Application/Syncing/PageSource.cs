using Nexus.Application.Integrations;

namespace Nexus.Application.Syncing;

/// <summary>An adapter's pages, one at a time, from which a run can be torn away also where the adapter does not let go.</summary>
/// <param name="skew">
/// How far the database's clock is ahead of this node's. The time of fetching decides which of two states of a record is
/// newer, also where nodes fetched them whose clocks differ: so it is told by the one clock that all nodes share.
/// </param>
internal sealed class PageSource(IAsyncEnumerable<SourcePage> pages, TimeSpan skew, CancellationToken cancellationToken)
    : IAsyncDisposable
{
    private readonly IAsyncEnumerator<SourcePage> _pages = pages.GetAsyncEnumerator(cancellationToken);
    private bool _isBusy;

    /// <returns>Null at the end.</returns>
    public async Task<SourcePage?> NextAsync()
    {
        _isBusy = true;
        var has = await _pages.MoveNextAsync().AsTask().WaitAsync(cancellationToken);
        _isBusy = false;
        return has ? ByDatabaseClock(_pages.Current) : null;
    }

    private SourcePage ByDatabaseClock(SourcePage page) =>
        page with
        {
            Records = [.. page.Records.Select(raw => raw with { FetchedAt = raw.FetchedAt + skew })],
        };

    public async ValueTask DisposeAsync()
    {
        // An enumerator that is still at work must not be disposed of: it ends by itself, and nobody listens.
        if (!_isBusy)
            await _pages.DisposeAsync();
    }
}
