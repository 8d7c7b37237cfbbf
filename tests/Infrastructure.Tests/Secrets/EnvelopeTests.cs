using System.Security.Cryptography;
using Nexus.Infrastructure.Secrets;

namespace Nexus.Infrastructure.Tests.Secrets;

public sealed class EnvelopeTests
{
    private static readonly byte[] Key = RandomNumberGenerator.GetBytes(32);
    private static readonly byte[] Plain = "rk_live_secret"u8.ToArray();

    [Fact]
    public void Another_key_opens_nothing() =>
        Assert.Null(Envelope.Open(RandomNumberGenerator.GetBytes(32), Envelope.Seal(Key, Plain, "a"), "a"));

    [Fact]
    public void Another_place_opens_nothing() => Assert.Null(Envelope.Open(Key, Envelope.Seal(Key, Plain, "a"), "b"));

    [Fact]
    public void Every_changed_or_missing_byte_is_noticed()
    {
        var sealedValue = Envelope.Seal(Key, Plain, "a");
        for (var at = 0; at < sealedValue.Length; at++)
        {
            var changed = sealedValue.ToArray();
            changed[at] ^= 1;
            Assert.Null(Envelope.Open(Key, changed, "a"));
            Assert.Null(Envelope.Open(Key, sealedValue.AsSpan(0, at), "a"));
        }
    }

    [Fact]
    public void The_same_value_never_looks_the_same_and_opens_all_the_same()
    {
        var (one, other) = (Envelope.Seal(Key, Plain, "a"), Envelope.Seal(Key, Plain, "a"));

        Assert.NotEqual(one, other);
        Assert.Equal(Plain, Envelope.Open(Key, one, "a"));
        Assert.Equal(Plain, Envelope.Open(Key, other, "a"));
    }
}
