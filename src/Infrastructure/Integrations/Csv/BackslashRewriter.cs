namespace Nexus.Infrastructure.Integrations.Csv;

/// <summary>Turns <c>"a \"b\""</c> into <c>"a ""b"""</c>, block by block.</summary>
internal struct BackslashRewriter(byte quote, byte escape)
{
    private bool _escaped;

    /// <param name="output">At least twice as long as <paramref name="input"/>.</param>
    public int Rewrite(ReadOnlySpan<byte> input, Span<byte> output)
    {
        var length = 0;
        foreach (var value in input)
        {
            if (_escaped)
            {
                _escaped = false;
                if (value == quote)
                    output[length++] = quote;
                else if (value != escape)
                    output[length++] = escape;
                output[length++] = value;
            }
            else if (value == escape)
                _escaped = true;
            else
                output[length++] = value;
        }
        return length;
    }

    /// <summary>Gives back an escape character that nothing followed.</summary>
    public int Finish(Span<byte> output)
    {
        if (!_escaped)
            return 0;
        _escaped = false;
        output[0] = escape;
        return 1;
    }
}
