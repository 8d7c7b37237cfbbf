using Nexus.Infrastructure.Http;
using Nexus.Testing;

namespace Nexus.Infrastructure.Tests.Http;

public sealed class ScopeMemoryTests
{
    private readonly FixedClock _clock = new(HttpScene.Start);
    private readonly ScopeMemory<object> _memory;

    public ScopeMemoryTests() => _memory = new ScopeMemory<object>(_clock);

    [Fact]
    public void Calls_of_one_scope_share_and_others_do_not()
    {
        var one = _memory.Get("one", () => new object());

        Assert.Same(one, _memory.Get("one", () => new object()));
        Assert.NotSame(one, _memory.Get("other", () => new object()));
    }

    [Fact]
    public void What_nobody_asked_for_in_ten_minutes_is_forgotten()
    {
        for (var scope = 0; scope < 1000; scope++)
            _memory.Get($"{scope}", () => new object());
        _clock.Advance(TimeSpan.FromMinutes(5));
        var kept = _memory.Get("500", () => new object());
        _clock.Advance(TimeSpan.FromMinutes(5));

        Assert.Same(kept, _memory.Get("500", () => new object()));
        Assert.Equal(1, _memory.Count);
    }
}
