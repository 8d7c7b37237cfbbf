using System.Globalization;

namespace Nexus.Host.Cli;

/// <summary>Progress as a bar that redraws itself on a terminal, and as a plain line now and then elsewhere.</summary>
internal sealed class ProgressLine(TextWriter output, bool plain) : IDisposable
{
    private const int Width = 30;
    private int _tenths;
    private long _said;
    private int _drawn;

    /// <param name="share">What is done, 0 to 1; null where nobody can tell.</param>
    /// <param name="count">How many things so far.</param>
    /// <param name="things">What they are, such as <c>rows</c>.</param>
    public void Show(double? share, long count, string things)
    {
        if (plain)
            Say(share, count, things);
        else
            Draw(share, count, things);
    }

    /// <summary>A line at every tenth; where there is no share, whenever the count has doubled.</summary>
    private void Say(double? share, long count, string things)
    {
        if (share is { } known)
        {
            var tenths = (int)(Math.Clamp(known, 0, 1) * 10);
            if (tenths > _tenths)
                output.WriteLine($"{Percent(known)} % read, {Text(count)} {things}");
            _tenths = Math.Max(_tenths, tenths);
        }
        else if (count > 0 && count >= _said * 2)
        {
            output.WriteLine($"{Text(count)} {things}");
            _said = count;
        }
    }

    private void Draw(double? share, long count, string things)
    {
        var bar = "";
        if (share is { } known)
        {
            var filled = (int)(Math.Clamp(known, 0, 1) * Width);
            bar = $"[{new string('#', filled)}{new string('.', Width - filled)}] {Percent(known)} % ";
        }
        var line = $"{bar}{Text(count)} {things}";
        output.Write($"\r{line.PadRight(_drawn)}");
        _drawn = line.Length;
    }

    public void Dispose()
    {
        if (_drawn > 0)
            output.Write($"\r{new string(' ', _drawn)}\r");
    }

    private static string Percent(double share) =>
        (Math.Clamp(share, 0, 1) * 100).ToString("0", CultureInfo.InvariantCulture);

    private static string Text(long count) => count.ToString("#,0", CultureInfo.InvariantCulture);
}
