namespace Nexus.Infrastructure.Integrations.Csv;

/// <summary>Reads <c>yyyy-MM-dd</c>, alone or followed by a time and a zone.</summary>
internal static class IsoDate
{
    private const int Length = 10;

    public static bool TryRead(ReadOnlySpan<byte> text, out DateCell cell)
    {
        cell = default;
        if (text.Length < Length || text[4] != '-' || text[7] != '-')
            return false;
        var year = (Two(text, 0) * 100) + Two(text, 2);
        var month = Two(text, 5);
        var day = Two(text, 8);
        if ((year | month | day) < 0)
            return false;
        cell.Year = year;
        cell.Month = month;
        cell.Day = day;
        return cell.IsReal() && (text.Length == Length || TimeText.TryRead(text[Length..], ref cell));
    }

    /// <summary>Two digits as a number; far below zero where one is none.</summary>
    private static int Two(ReadOnlySpan<byte> text, int at)
    {
        var tens = (uint)(text[at] - '0');
        var ones = (uint)(text[at + 1] - '0');
        return tens <= 9 && ones <= 9 ? (int)((tens * 10) + ones) : int.MinValue / 2;
    }
}
