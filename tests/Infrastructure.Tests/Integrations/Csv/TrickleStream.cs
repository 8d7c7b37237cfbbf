namespace Nexus.Infrastructure.Tests.Integrations.Csv;

/// <summary>Gives its bytes in pieces of uneven size, forward only, as a network does.</summary>
internal sealed class TrickleStream(byte[] bytes) : Stream
{
    private static readonly int[] Pieces = [1, 3, 7, 64, 5, 4096, 2, 31, 8192];

    private int _at;
    private int _piece;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var length = Math.Min(Math.Min(buffer.Length, bytes.Length - _at), Pieces[_piece++ % Pieces.Length]);
        bytes.AsSpan(_at, length).CopyTo(buffer.Span);
        _at += length;
        return new(length);
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
