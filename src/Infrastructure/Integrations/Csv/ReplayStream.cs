namespace Nexus.Infrastructure.Integrations.Csv;

/// <summary>Text whose beginning has been looked at already, from one of its lines on.</summary>
internal sealed class ReplayStream(ReadOnlyMemory<byte> head, Stream rest, int skipLines) : ForwardStream
{
    private ReadOnlyMemory<byte> _head = head;
    private int _linesToSkip = skipLines;
    private bool _skippedReturn;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            var read = await NextAsync(buffer, cancellationToken);
            if (read == 0 || (_linesToSkip == 0 && !_skippedReturn))
                return read;
            var kept = Skip(buffer.Span[..read]);
            if (kept.Length == 0)
                continue;
            kept.CopyTo(buffer.Span);
            return kept.Length;
        }
    }

    private async ValueTask<int> NextAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        if (_head.Length == 0)
            return await rest.ReadAsync(buffer, cancellationToken);
        var length = Math.Min(_head.Length, buffer.Length);
        _head[..length].CopyTo(buffer);
        _head = _head[length..];
        return length;
    }

    private ReadOnlySpan<byte> Skip(ReadOnlySpan<byte> text)
    {
        if (_skippedReturn && text[0] == '\n')
            text = text[1..];
        _skippedReturn = false;
        while (_linesToSkip > 0 && text.Length > 0)
        {
            var end = text.IndexOfAny((byte)'\n', (byte)'\r');
            if (end < 0)
                return [];
            _linesToSkip--;
            var isReturn = text[end] == '\r';
            text = text[(end + 1)..];
            if (isReturn && text.Length == 0)
                _skippedReturn = true;
            else if (isReturn && text[0] == '\n')
                text = text[1..];
        }
        return text;
    }
}
