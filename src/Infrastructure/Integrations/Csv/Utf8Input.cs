using System.Text;
using System.Text.Unicode;
using Nexus.Application.Imports;

namespace Nexus.Infrastructure.Integrations.Csv;

/// <summary>The text of a file as UTF-8 without byte order mark, whatever it is stored in. No byte is dropped.</summary>
internal sealed class Utf8Input(Stream source, Encoding encoding) : ForwardStream
{
    private const int BlockBytes = 64 * 1024;

    private readonly bool _isUtf8 = encoding.CodePage == Encoding.UTF8.CodePage;
    private readonly Decoder _decoder = encoding.GetDecoder();
    private readonly byte[] _block = new byte[BlockBytes];
    private char[] _chars = [];
    private byte[] _text = [];
    private int _textAt;
    private int _textEnd;
    private int _carried;
    private bool _started;
    private bool _ended;
    private bool _endsInReturn;

    /// <summary>Bytes taken from the file so far.</summary>
    public long BytesRead { get; private set; }

    /// <summary>Line breaks in the text given out so far.</summary>
    public long LineBreaks { get; private set; }

    /// <summary>The first bytes of the file as they are stored, once something has been read.</summary>
    public ReadOnlyMemory<byte> FirstBytes { get; private set; }

    /// <exception cref="CsvFileException">Bytes stand for no character of the encoding; code <c>invalid_bytes</c>.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (_textAt == _textEnd && !_ended)
            await FillAsync(cancellationToken);
        var length = Math.Min(buffer.Length, _textEnd - _textAt);
        _text.AsSpan(_textAt, length).CopyTo(buffer.Span);
        _textAt += length;
        return length;
    }

    private async ValueTask FillAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var wanted = _started ? 1 : 16;
        var read = await source.ReadAtLeastAsync(
            _block.AsMemory(_carried),
            wanted,
            throwOnEndOfStream: false,
            cancellationToken
        );
        BytesRead += read;
        _ended = read < wanted;
        var start = _started ? 0 : BeginFile(read);
        var end = _carried + read;
        if (_isUtf8)
            TakeUtf8(start, end);
        else
            Transcode(start, end);
        Count(_text.AsSpan(_textAt, _textEnd - _textAt));
    }

    private int BeginFile(int read)
    {
        _started = true;
        FirstBytes = _block.AsSpan(0, Math.Min(read, 16)).ToArray();
        var mark = encoding.Preamble;
        return mark.Length > 0 && _block.AsSpan(0, read).StartsWith(mark) ? mark.Length : 0;
    }

    private void TakeUtf8(int start, int end)
    {
        if (_text.Length == 0)
            _text = new byte[BlockBytes];
        var bytes = _block.AsSpan(start, end - start);
        var tail = _ended ? 0 : Utf8Text.UnfinishedTail(bytes);
        var whole = bytes[..^tail];
        if (!Utf8.IsValid(whole))
            throw Invalid(Utf8Text.LineBreaks(whole[..FirstInvalid(whole)]));
        whole.CopyTo(_text);
        (_textAt, _textEnd) = (0, whole.Length);
        bytes[^tail..].CopyTo(_block);
        _carried = tail;
    }

    private static int FirstInvalid(ReadOnlySpan<byte> bytes)
    {
        var at = 0;
        while (
            at < bytes.Length
            && Rune.DecodeFromUtf8(bytes[at..], out _, out var length) == System.Buffers.OperationStatus.Done
        )
            at += length;
        return at;
    }

    private void Transcode(int start, int end)
    {
        if (_chars.Length == 0)
        {
            _chars = new char[encoding.GetMaxCharCount(BlockBytes)];
            _text = new byte[Encoding.UTF8.GetMaxByteCount(_chars.Length)];
        }
        var bytes = _block.AsSpan(start, end - start);
        try
        {
            var chars = _decoder.GetChars(bytes, _chars, flush: _ended);
            (_textAt, _textEnd) = (0, Encoding.UTF8.GetBytes(_chars.AsSpan(0, chars), _text));
        }
        catch (DecoderFallbackException broken)
        {
            var before = bytes[..Math.Clamp(broken.Index, 0, bytes.Length)];
            throw Invalid(Utf8Text.LineBreaks(Encoding.UTF8.GetBytes(Lenient(before))));
        }
    }

    private string Lenient(ReadOnlySpan<byte> bytes)
    {
        var lenient = (Encoding)encoding.Clone();
        lenient.DecoderFallback = DecoderFallback.ReplacementFallback;
        return lenient.GetString(bytes);
    }

    private void Count(ReadOnlySpan<byte> text)
    {
        if (text.Length == 0)
            return;
        LineBreaks += Utf8Text.LineBreaks(text);
        if (_endsInReturn && text[0] == '\n')
            LineBreaks--;
        _endsInReturn = text[^1] == '\r';
    }

    private CsvFileException Invalid(int breaks)
    {
        var line = LineBreaks + breaks + 1;
        return new(
            "invalid_bytes",
            $"Line {line} holds bytes that are no text in {encoding.WebName}. Choose the encoding that the file was written in.",
            line
        );
    }
}
