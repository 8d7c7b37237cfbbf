using System.Text;

namespace Nexus.Infrastructure.Integrations.Csv;

/// <summary>A .NET custom date format taken apart.</summary>
internal sealed class DateFormatScan
{
    private readonly List<DatePattern.Token> _tokens = [];

    /// <summary>The tokens up to the time of day, without the separator before it.</summary>
    public IReadOnlyList<DatePattern.Token> DateTokens => _tokens;

    public bool HasYear { get; private set; }

    public bool HasMonth { get; private set; }

    public bool HasDay { get; private set; }

    public bool HasTime { get; private set; }

    /// <summary>Whether nothing of the date follows the time, and something separates them.</summary>
    public bool TimeIsLast { get; private set; } = true;

    /// <summary>Null where a letter means nothing in a format, or a part of the date occurs twice.</summary>
    public static DateFormatScan? Of(string format)
    {
        var scan = new DateFormatScan();
        for (var at = 0; at < format.Length; )
        {
            var length = scan.Take(format, at);
            if (length == 0)
                return null;
            at += length;
        }
        scan.Finish();
        return scan;
    }

    private int Take(string format, int at)
    {
        var letter = format[at];
        var count = 1;
        while (at + count < format.Length && format[at + count] == letter)
            count++;
        switch (letter)
        {
            case 'y':
                return TakeDate('y', count, HasYear || count is not (2 or 4), () => HasYear = true);
            case 'M':
                return TakeDate('M', count, HasMonth || count > 4, () => HasMonth = true);
            case 'd' when count <= 2:
                return TakeDate('d', count, HasDay, () => HasDay = true);
            case 'd':
                return TakeDate('D', count, count > 4, () => { });
            case 'H' or 'h' or 'm' or 's' or 'f' or 'F' or 't' or 'z' or 'K':
                HasTime = true;
                return count;
            case '\'' or '"':
                var end = format.IndexOf(letter, at + 1);
                return end < 0 ? 0 : TakeLiteral(format[(at + 1)..end], end + 1 - at);
            case '\\':
                return at + 1 >= format.Length ? 0 : TakeLiteral(format[at + 1].ToString(), 2);
            default:
                return char.IsAsciiLetter(letter) && letter is not 'T' and not 'Z'
                    ? 0
                    : TakeLiteral(letter.ToString(), 1);
        }
    }

    private int TakeDate(char part, int count, bool refused, Action found)
    {
        if (refused)
            return 0;
        found();
        if (HasTime)
            TimeIsLast = false;
        var touches = _tokens.Count > 0 && _tokens[^1].Part is 'y' or 'M' or 'd';
        if (touches)
            _tokens[^1] = _tokens[^1] with { IsFixed = true };
        _tokens.Add(new(part, count, [], touches));
        return count;
    }

    private int TakeLiteral(string text, int length)
    {
        if (!HasTime)
            _tokens.Add(new(' ', 0, Encoding.UTF8.GetBytes(text), false));
        return length;
    }

    private void Finish()
    {
        if (!HasTime)
            return;
        var literals = 0;
        while (_tokens.Count > 0 && _tokens[^1].Part == ' ')
        {
            _tokens.RemoveAt(_tokens.Count - 1);
            literals++;
        }
        TimeIsLast &= literals > 0 && _tokens.Count > 0;
    }
}
