namespace Nexus.Infrastructure.Http;

/// <summary>What calls of one scope share on this node; forgotten once no call was prepared for ten minutes.</summary>
/// <remarks>Connections come and go for as long as the node lives; what they share must not stay for ever.</remarks>
internal sealed class ScopeMemory<T>(TimeProvider clock)
    where T : class
{
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(10);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, (T Value, DateTimeOffset UsedAt)> _entries = new(StringComparer.Ordinal);
    private DateTimeOffset _sweptAt = clock.GetUtcNow();

    public int Count
    {
        get
        {
            lock (_gate)
                return _entries.Count;
        }
    }

    public T Get(string scope, Func<T> create)
    {
        lock (_gate)
        {
            var now = clock.GetUtcNow();
            Sweep(now);
            var value = _entries.TryGetValue(scope, out var known) ? known.Value : create();
            _entries[scope] = (value, now);
            return value;
        }
    }

    private void Sweep(DateTimeOffset now)
    {
        if (now - _sweptAt < Kept)
            return;
        _sweptAt = now;
        foreach (var (scope, entry) in _entries.ToList())
        {
            if (now - entry.UsedAt >= Kept)
                _entries.Remove(scope);
        }
    }
}
