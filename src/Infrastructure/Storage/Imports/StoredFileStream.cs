namespace Nexus.Infrastructure.Storage.Imports;

/// <summary>A stored file as a forward-only stream that holds one stretch and has the next one on its way.</summary>
/// <param name="chunk">Fetches a stretch by its number; null past the last one. A stretch is no longer read from when the one after the next is asked for.</param>
internal sealed class StoredFileStream(Func<int, Task<ReadOnlyMemory<byte>?>> chunk) : Stream
{
    private ReadOnlyMemory<byte> _rest;
    private Task<ReadOnlyMemory<byte>?>? _next;
    private int _number;
    private long _position;
    private bool _ended;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        while (_rest.IsEmpty && !_ended)
        {
            var content = await (_next ?? chunk(_number));
            _ended = content is null;
            _rest = content.GetValueOrDefault();
            _next = _ended ? null : chunk(++_number);
        }
        var read = Math.Min(buffer.Length, _rest.Length);
        _rest[..read].CopyTo(buffer);
        _rest = _rest[read..];
        _position += read;
        return read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <exception cref="NotSupportedException">Always: reading goes over the network and never blocks a thread.</exception>
    public override int Read(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException("A stored file is read asynchronously only.");

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override async ValueTask DisposeAsync()
    {
        if (_next is { } pending)
        {
            // Its connection goes back to the pool only when it has ended; how it ended no longer matters.
            await ((Task)pending).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        await base.DisposeAsync();
    }
}
