using Nexus.Application.Storage;
using Nexus.Domain.Workspaces;
using Nexus.Infrastructure.Storage;
using Nexus.Testing;

namespace Nexus.Infrastructure.Tests.Storage;

public sealed class TokenMemoryTests
{
    private static readonly byte[] Hash = [1, 2, 3];

    private readonly FixedClock _clock = new(new DateTimeOffset(2026, 11, 20, 12, 0, 0, TimeSpan.Zero));
    private readonly TokenMemory<KnownApiKey> _memory;
    private KnownApiKey? _stored = Key();
    private int _asked;

    public TokenMemoryTests() => _memory = new TokenMemory<KnownApiKey>(_clock, key => key.RevokedAt is null);

    [Fact]
    public async Task An_unknown_key_is_looked_for_each_time()
    {
        _stored = null;
        Assert.Null(await FindAsync());
        _stored = Key();

        Assert.Equal(_stored, await FindAsync());
    }

    [Fact]
    public async Task A_key_that_another_node_revokes_counts_for_less_than_half_a_second()
    {
        await FindAsync();
        _stored = Key() with { RevokedAt = _clock.GetUtcNow() };
        _clock.Advance(TimeSpan.FromMilliseconds(500));

        Assert.NotNull((await FindAsync())?.RevokedAt);
    }

    [Fact]
    public async Task A_key_that_is_revoked_here_is_looked_up_at_once()
    {
        await FindAsync();

        _memory.Forget(known => known.KeyId == _stored!.KeyId);

        await FindAsync();
        Assert.Equal(2, _asked);
    }

    [Fact]
    public async Task A_key_that_is_revoked_while_it_is_looked_up_is_not_remembered()
    {
        await _memory.FindAsync(
            Hash,
            _ =>
            {
                _memory.Forget(known => known.KeyId == _stored!.KeyId);
                return Task.FromResult<KnownApiKey?>(_stored);
            },
            CancellationToken.None
        );

        await FindAsync();

        Assert.Equal(1, _asked);
    }

    [Fact]
    public async Task The_time_that_a_look_up_takes_is_part_of_the_half_second()
    {
        await _memory.FindAsync(
            Hash,
            _ =>
            {
                _clock.Advance(TimeSpan.FromMilliseconds(300));
                return Task.FromResult<KnownApiKey?>(_stored);
            },
            CancellationToken.None
        );
        _clock.Advance(TimeSpan.FromMilliseconds(200));

        await FindAsync();

        Assert.Equal(1, _asked);
    }

    [Fact]
    public async Task A_burst_of_calls_asks_once()
    {
        await FindAsync();
        _clock.Advance(TimeSpan.FromMilliseconds(499));

        await FindAsync();

        Assert.Equal(1, _asked);
    }

    private Task<KnownApiKey?> FindAsync() =>
        _memory.FindAsync(
            Hash,
            _ =>
            {
                _asked++;
                return Task.FromResult<KnownApiKey?>(_stored);
            },
            CancellationToken.None
        );

    private static KnownApiKey Key() =>
        new(new WorkspaceId(1), Guid.Empty, Guid.Empty, "nx_abcdefgh", ["read"], null, null, null);
}
