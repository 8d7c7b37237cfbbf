using System.Collections.Concurrent;
using System.Threading.Channels;
using Nexus.Application.Storage;

namespace Nexus.Host.Identity;

/// <summary>Notes when keys were last used, beside the requests: at most once a minute per key.</summary>
internal sealed class KeyUses(IApiKeyDirectory directory, ILogger<KeyUses> log) : BackgroundService
{
    private static readonly TimeSpan Resolution = TimeSpan.FromMinutes(1);

    private const int MaxKeys = 10_000;

    private readonly ConcurrentDictionary<Guid, DateTimeOffset> _noted = new();
    private readonly Channel<(KnownApiKey Key, DateTimeOffset At)> _uses = Channel.CreateBounded<(
        KnownApiKey,
        DateTimeOffset
    )>(new BoundedChannelOptions(1_000) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    /// <summary>Returns at once. A use that finds the queue full is forgotten: the next one will do.</summary>
    public void Record(KnownApiKey key, DateTimeOffset at)
    {
        if (!IsDue(key.LastUsedAt, at) || (_noted.TryGetValue(key.KeyId, out var noted) && !IsDue(noted, at)))
            return;
        if (_noted.Count >= MaxKeys)
            _noted.Clear();
        if (_uses.Writer.TryWrite((key, at)))
            _noted[key.KeyId] = at;
    }

    private static bool IsDue(DateTimeOffset? last, DateTimeOffset now) => last is null || last <= now - Resolution;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var (key, at) in _uses.Reader.ReadAllAsync(stoppingToken))
        {
            try
            {
                await directory.RecordUseAsync(key.Workspace, key.KeyId, at, stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                log.LogWarning(e, "The last use of a key could not be noted");
            }
        }
    }
}
