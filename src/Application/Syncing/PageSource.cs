using Nexus.Application.Integrations;

namespace Nexus.Application.Syncing;

/// <summary>An adapter's pages, one at a time, from which a run can be torn away also where the adapter does not let go.</summary>
internal sealed class PageSource(IAsyncEnumerable<SourcePage> pages, CancellationToken cancellationToken)
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
        return has ? _pages.Current : null;
    }

    public async ValueTask DisposeAsync()
    {
        // An enumerator that is still at work must not be disposed of: it ends by itself, and nobody listens.
        if (!_isBusy)
            await _pages.DisposeAsync();
    }
}
