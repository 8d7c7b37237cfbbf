using System.Runtime.CompilerServices;

namespace Nexus.Infrastructure.Integrations.Stripe.Projections;

/// <summary>Reads a stream of records group by group, side by side with others of the same order.</summary>
/// <remarks>Groups come in ordinal order. Records without one are passed over.</remarks>
internal sealed class GroupCursor<T>(IAsyncEnumerable<T> records, Func<T, string?> groupOf) : IAsyncDisposable
    where T : class
{
    private IAsyncEnumerator<T>? _records;
    private T? _ahead;
    private string? _aheadGroup;
    private string? _read;

    /// <summary>The next group; null at the end.</summary>
    /// <exception cref="InvalidOperationException">The stream is not ordered by group.</exception>
    public async ValueTask<Group<T>?> NextAsync(CancellationToken cancellationToken)
    {
        await PeekAsync(cancellationToken);
        if (_aheadGroup is not { } group)
            return null;
        if (_read is not null && string.CompareOrdinal(_read, group) >= 0)
            throw new InvalidOperationException("Records do not come in the ordinal order of their groups.");
        _read = group;
        var members = new List<T>();
        while (_aheadGroup == group)
        {
            members.Add(_ahead!);
            _aheadGroup = null;
            await PeekAsync(cancellationToken);
        }
        return new Group<T>(group, members);
    }

    /// <summary>The members of a group, which may be none; smaller groups are passed over.</summary>
    /// <inheritdoc cref="NextAsync" path="/exception" />
    public async ValueTask<IReadOnlyList<T>> SeekAsync(string group, CancellationToken cancellationToken)
    {
        await PeekAsync(cancellationToken);
        while (_aheadGroup is not null && string.CompareOrdinal(_aheadGroup, group) < 0)
            await NextAsync(cancellationToken);
        return _aheadGroup == group && await NextAsync(cancellationToken) is { } found ? found.Members : [];
    }

    /// <summary>All groups of this stream and of another, those of one key together; where one lacks the key, its members are none.</summary>
    /// <inheritdoc cref="NextAsync" path="/exception" />
    public async IAsyncEnumerable<(IReadOnlyList<T> Own, IReadOnlyList<T> Others)> JoinAsync(
        GroupCursor<T> other,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var mine = await NextAsync(cancellationToken);
        var others = await other.NextAsync(cancellationToken);
        while (mine is not null || others is not null)
        {
            var order =
                mine is null ? 1
                : others is null ? -1
                : string.CompareOrdinal(mine.Key, others.Key);
            yield return (order <= 0 ? mine!.Members : [], order >= 0 ? others!.Members : []);
            if (order <= 0)
                mine = await NextAsync(cancellationToken);
            if (order >= 0)
                others = await other.NextAsync(cancellationToken);
        }
    }

    public ValueTask DisposeAsync() => _records?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async ValueTask PeekAsync(CancellationToken cancellationToken)
    {
        _records ??= records.GetAsyncEnumerator(cancellationToken);
        while (_aheadGroup is null && await _records.MoveNextAsync())
        {
            _ahead = _records.Current;
            _aheadGroup = groupOf(_ahead);
        }
    }
}

/// <summary>Records that belong together.</summary>
internal sealed record Group<T>(string Key, IReadOnlyList<T> Members);
