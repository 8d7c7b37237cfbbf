using System.Security.Cryptography;
using System.Text.Unicode;
using Nexus.Application.Imports;

namespace Nexus.Infrastructure.Integrations.Csv;

/// <summary>Digest, size and character set of a file, from its bytes in the order they arrive.</summary>
internal sealed class CsvScan : ICsvScan, IDisposable
{
    private const int HeadBytes = 4;

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] _head = new byte[HeadBytes];
    private readonly byte[] _open = new byte[4];
    private int _headLength;
    private int _openLength;
    private long _bytes;
    private long _evenZeros;
    private long _oddZeros;
    private bool _utf8 = true;

    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (_headLength < HeadBytes)
        {
            var taken = Math.Min(HeadBytes - _headLength, bytes.Length);
            bytes[..taken].CopyTo(_head.AsSpan(_headLength));
            _headLength += taken;
        }
        _hash.AppendData(bytes);
        CountZeros(bytes);
        if (_utf8)
            _utf8 = ContinuesUtf8(bytes);
        _bytes += bytes.Length;
    }

    public CsvFileFacts Complete()
    {
        var (encoding, guessed) = Encoding();
        return new(_bytes, Convert.ToHexStringLower(_hash.GetHashAndReset()), encoding, guessed);
    }

    public void Dispose() => _hash.Dispose();

    private (string Name, bool Guessed) Encoding()
    {
        ReadOnlySpan<byte> head = _head.AsSpan(0, _headLength);
        if (head.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]))
            return (TextEncodings.Utf8, false);
        if (head.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE, 0, 0]))
            return ("utf-32le", false);
        if (head.StartsWith((ReadOnlySpan<byte>)[0, 0, 0xFE, 0xFF]))
            return ("utf-32be", false);
        if (head.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]))
            return ("utf-16le", false);
        if (head.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]))
            return ("utf-16be", false);
        if (IsOneSided(_oddZeros, _evenZeros))
            return ("utf-16le", true);
        if (IsOneSided(_evenZeros, _oddZeros))
            return ("utf-16be", true);
        return _utf8 && _openLength == 0 ? (TextEncodings.Utf8, false) : (TextEncodings.Windows1252, true);
    }

    /// <remarks>Western text in UTF-16 has a zero in the high byte of nearly every character, and none in the low.</remarks>
    private bool IsOneSided(long high, long low) => high > 0 && high * 6 >= _bytes && low <= high / 20;

    private void CountZeros(ReadOnlySpan<byte> bytes)
    {
        for (var at = bytes.IndexOf((byte)0); at >= 0; )
        {
            if (((_bytes + at) & 1) == 0)
                _evenZeros++;
            else
                _oddZeros++;
            var next = bytes[(at + 1)..].IndexOf((byte)0);
            at = next < 0 ? -1 : at + 1 + next;
        }
    }

    /// <summary>Validates across the border of two calls: an unfinished sequence waits for its rest.</summary>
    private bool ContinuesUtf8(ReadOnlySpan<byte> bytes)
    {
        while (_openLength > 0 && bytes.Length > 0)
        {
            _open[_openLength++] = bytes[0];
            bytes = bytes[1..];
            if (Utf8.IsValid(_open.AsSpan(0, _openLength)))
                _openLength = 0;
            else if (
                _openLength == _open.Length
                || Utf8Text.UnfinishedTail(_open.AsSpan(0, _openLength)) != _openLength
            )
                return false;
        }
        var tail = Utf8Text.UnfinishedTail(bytes);
        if (!Utf8.IsValid(bytes[..^tail]))
            return false;
        if (tail > 0)
        {
            bytes[^tail..].CopyTo(_open);
            _openLength = tail;
        }
        return true;
    }
}
