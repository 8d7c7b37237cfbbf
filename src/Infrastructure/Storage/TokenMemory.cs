using System.Collections.Concurrent;

namespace Nexus.Infrastructure.Storage;

/// <summary>
/// Remembers for <see cref="Lifetime"/> what was found by a presented secret, so that a burst of calls asks the database
/// once. What is withdrawn here is forgotten at once; what is withdrawn on another node counts until its entry is that old.
/// </summary>
/// <param name="isValid">Only what is, is remembered.</param>
internal sealed class TokenMemory<T>(TimeProvider clock, Func<T, bool> isValid)
    where T : class
{
    /// <summary>Counted from before the database was asked, so that no answer outlives it.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMilliseconds(500);

    private const int MaxEntries = 10_000;

    private readonly ConcurrentDictionary<string, Entry> _known = new(StringComparer.Ordinal);
    private int _withdrawals;

    /// <summary>What belongs to the secret, from memory or else by <paramref name="find"/>.</summary>
    /// <param name="hash">SHA-256 of the presented secret.</param>
    public async Task<T?> FindAsync(
        byte[] hash,
        Func<CancellationToken, Task<T?>> find,
        CancellationToken cancellationToken
    )
    {
        var name = Convert.ToHexString(hash);
        var asked = clock.GetTimestamp();
        if (_known.TryGetValue(name, out var known) && clock.GetElapsedTime(known.Asked, asked) < Lifetime)
            return known.Found;
        var withdrawals = Volatile.Read(ref _withdrawals);
        var found = await find(cancellationToken);
        if (found is not null && isValid(found))
        {
            if (_known.Count >= MaxEntries)
                _known.Clear();
            var entry = new Entry(found, asked);
            _known[name] = entry;
            // What was withdrawn while the database was asked may have been read before.
            if (withdrawals != Volatile.Read(ref _withdrawals))
                _known.TryRemove(KeyValuePair.Create(name, entry));
        }
        else
            _known.TryRemove(name, out _);
        return found;
    }

    /// <summary>To be called when a withdrawal has been committed.</summary>
    public void Forget(Func<T, bool> withdrawn)
    {
        Interlocked.Increment(ref _withdrawals);
        foreach (var (name, entry) in _known)
        {
            if (withdrawn(entry.Found))
                _known.TryRemove(name, out _);
        }
    }

    private sealed record Entry(T Found, long Asked);
}
