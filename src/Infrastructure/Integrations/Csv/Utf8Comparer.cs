using System.Buffers.Binary;
using System.Numerics;

namespace Nexus.Infrastructure.Integrations.Csv;

/// <summary>Equality of bytes, for tables that are asked with spans. The seed keeps a file from aiming at one bucket.</summary>
internal sealed class Utf8Comparer : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
{
    private const ulong Multiplier = 0x9E3779B97F4A7C15;

    private readonly ulong _seed = (ulong)Random.Shared.NextInt64() | 1;

    public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

    public int GetHashCode(byte[] obj) => GetHashCode(obj.AsSpan());

    public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

    public int GetHashCode(ReadOnlySpan<byte> alternate)
    {
        var hash = _seed ^ ((ulong)alternate.Length * Multiplier);
        while (alternate.Length >= sizeof(ulong))
        {
            hash = Mix(hash ^ BinaryPrimitives.ReadUInt64LittleEndian(alternate));
            alternate = alternate[sizeof(ulong)..];
        }
        ulong last = 0;
        foreach (var value in alternate)
            last = (last << 8) | value;
        hash = Mix(hash ^ last);
        return (int)(hash ^ (hash >> 32));
    }

    public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();

    private ulong Mix(ulong value)
    {
        var high = Math.BigMul(value ^ _seed, Multiplier, out var low);
        return BitOperations.RotateLeft(high ^ low, 23);
    }
}
