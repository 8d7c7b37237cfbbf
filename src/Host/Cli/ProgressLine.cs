using System.Globalization;

namespace Nexus.Host.Cli;

/// <summary>Progress as a bar that redraws itself on a terminal, and as a plain line at every tenth elsewhere.</summary>
internal sealed class ProgressLine(TextWriter output, bool plain) : IDisposable
{
    private const int Width = 30;
    private int _tenths;
    private bool _drawn;

    /// <param name="done">Bytes so far.</param>
    /// <param name="of">Bytes in all.</param>
    public void Show(long done, long of, long rows)
    {
        if (of == 0)
            return;
        var share = Math.Clamp((double)done / of, 0, 1);
        var percent = (share * 100).ToString("0", CultureInfo.InvariantCulture);
        var count = rows.ToString("#,0", CultureInfo.InvariantCulture);
        if (plain)
        {
            var tenths = (int)(share * 10);
            if (tenths > _tenths)
                output.WriteLine($"{percent} % read, {count} rows");
            _tenths = Math.Max(_tenths, tenths);
            return;
        }
        var filled = (int)(share * Width);
        output.Write($"\r[{new string('#', filled)}{new string('.', Width - filled)}] {percent} % {count} rows ");
        _drawn = true;
    }

    public void Dispose()
    {
        if (_drawn)
            output.Write($"\r{new string(' ', Width + 40)}\r");
    }
}
