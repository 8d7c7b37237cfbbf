using System.Collections.Concurrent;
using Nexus.Application.Storage;

namespace Nexus.Infrastructure.Storage;

/// <summary>
/// Remembers keys that were found for <see cref="Lifetime"/>, so that a burst of calls asks the database once. A key that
/// is revoked here is forgotten at once; one that is revoked on another node counts until its entry is that old.
/// </summary>
internal sealed class ApiKeyMemory(TimeProvider clock)
{
    /// <summary>Counted from before the database was asked, so that no answer outlives it.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMilliseconds(500);

    private const int MaxKeys = 10_000;

    private readonly ConcurrentDictionary<string, Entry> _known = new(StringComparer.Ordinal);
    private int _revocations;

    /// <summary>The key, from memory or else by <paramref name="find"/>. Only keys in use are remembered.</summary>
    /// <param name="hash">SHA-256 of the presented key.</param>
    public async Task<KnownApiKey?> FindAsync(byte[] hash, Func<Task<KnownApiKey?>> find)
    {
        var name = Convert.ToHexString(hash);
        var asked = clock.GetTimestamp();
        if (_known.TryGetValue(name, out var known) && clock.GetElapsedTime(known.Asked, asked) < Lifetime)
            return known.Key;
        var revocations = Volatile.Read(ref _revocations);
        var found = await find();
        if (found is { RevokedAt: null })
        {
            if (_known.Count >= MaxKeys)
                _known.Clear();
            var entry = new Entry(found, asked);
            _known[name] = entry;
            // A key that was revoked while the database was asked may have been read before.
            if (revocations != Volatile.Read(ref _revocations))
                _known.TryRemove(KeyValuePair.Create(name, entry));
        }
        else
            _known.TryRemove(name, out _);
        return found;
    }

    /// <summary>To be called when a revocation has been committed.</summary>
    public void Forget(Guid key)
    {
        Interlocked.Increment(ref _revocations);
        foreach (var (name, entry) in _known)
        {
            if (entry.Key.KeyId == key)
                _known.TryRemove(name, out _);
        }
    }

    private sealed record Entry(KnownApiKey Key, long Asked);
}
