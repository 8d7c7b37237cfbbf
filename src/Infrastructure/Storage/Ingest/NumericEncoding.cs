using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Nexus.Infrastructure.Storage.Ingest;

/// <summary>
/// Writes a decimal as PostgreSQL sends a numeric: four 16-bit words (digits, weight, sign, scale), then the digits in
/// base 10,000, most significant first (PostgreSQL source, <c>numeric_send</c>).
/// </summary>
internal static class NumericEncoding
{
    /// <summary>28 decimal digits take at most eight base-10,000 digits, wherever the point falls; nine with a remainder.</summary>
    public const int LargestSize = 8 + (2 * 9);

    private const uint DigitBase = 10_000;

    /// <returns>Bytes written.</returns>
    public static int Write(decimal value, Span<byte> target)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value, bits);
        var scale = (bits[3] >> 16) & 0xFF;
        var mantissa = new UInt128((uint)bits[2], MemoryMarshal.Cast<int, ulong>(bits)[0]);
        var toWholeDigit = (4 - (scale & 3)) & 3;
        mantissa *= toWholeDigit switch
        {
            1 => 10u,
            2 => 100u,
            3 => 1000u,
            _ => 1u,
        };
        var fractionDigits = (scale + toWholeDigit) / 4;

        Span<ushort> digits = stackalloc ushort[12];
        var count = 0;
        while (mantissa > ulong.MaxValue)
        {
            (mantissa, var digit) = UInt128.DivRem(mantissa, DigitBase);
            digits[count++] = (ushort)digit;
        }
        for (var rest = (ulong)mantissa; rest != 0; rest /= DigitBase)
            digits[count++] = (ushort)(rest % DigitBase);

        var weight = count - 1 - fractionDigits;
        var last = 0;
        while (last < count && digits[last] == 0)
            last++;

        BinaryPrimitives.WriteInt16BigEndian(target, (short)(count - last));
        BinaryPrimitives.WriteInt16BigEndian(target[2..], (short)(count == last ? 0 : weight));
        BinaryPrimitives.WriteUInt16BigEndian(target[4..], value < 0 ? (ushort)0x4000 : (ushort)0);
        BinaryPrimitives.WriteInt16BigEndian(target[6..], (short)scale);
        var at = 8;
        for (var i = count - 1; i >= last; i--, at += 2)
            BinaryPrimitives.WriteUInt16BigEndian(target[at..], digits[i]);
        return at;
    }
}
