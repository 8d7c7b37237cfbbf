namespace Nexus.Infrastructure.Integrations.Csv;

/// <summary>Text in which quotes inside quoted fields are escaped by a character, rewritten to double them instead.</summary>
internal sealed class BackslashStream(Stream source, byte quote, byte escape) : ForwardStream
{
    private readonly byte[] _block = new byte[32 * 1024];
    private BackslashRewriter _rewriter = new(quote, escape);

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.Length < 4)
            throw new ArgumentException("At least four bytes are read at a time.", nameof(buffer));
        while (true)
        {
            var wanted = Math.Min(_block.Length, (buffer.Length / 2) - 1);
            var read = await source.ReadAsync(_block.AsMemory(0, wanted), cancellationToken);
            var written =
                read == 0 ? _rewriter.Finish(buffer.Span) : _rewriter.Rewrite(_block.AsSpan(0, read), buffer.Span);
            if (written > 0 || read == 0)
                return written;
        }
    }
}
