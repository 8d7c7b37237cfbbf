using System.Text;
using Nexus.Domain.Imports;

namespace Nexus.Infrastructure.Integrations.Csv;

/// <summary>Chooses the dialect under which a sample is most like a table: rows of one width, cells of plain kinds.</summary>
internal static class DialectSniffer
{
    private const int SampleRows = 100;
    private const int SamplePieces = 4;
    private const int PieceBytes = 16 * 1024;

    /// <summary>A less usual dialect has to be better by this much.</summary>
    private const double Margin = 1.02;

    private static readonly string[] Delimiters = [",", ";", "\t", "|", "||", "::", "|~|", "~|~", "^|^", " "];

    /// <param name="text">The beginning of the text, without preamble lines that are known.</param>
    /// <param name="given">What a person has fixed.</param>
    public static SniffedDialect Sniff(ReadOnlySpan<byte> text, ImportMapping? given)
    {
        var sample = Sample(text);
        SniffedDialect? best = null;
        foreach (var dialect in Candidates(sample, given))
        {
            if (!dialect.IsUsable() || DialectScore.Of(sample, dialect, SampleRows * SamplePieces) is not { } score)
                continue;
            if (best is null || score.Value > best.Score * Margin)
                best = new(dialect, score.Width, score.Value);
        }
        if (best is not null)
            return best;
        char? quote = given?.Quote is { Length: 0 } ? null : given?.Quote?[0] ?? '"';
        return new(new(given?.Delimiter ?? ",", quote, given?.Escape is { Length: 1 } mark ? mark[0] : null), 1, 0);
    }

    /// <summary>Pieces from the beginning and from further places, each from the start of a line.</summary>
    private static byte[] Sample(ReadOnlySpan<byte> text)
    {
        if (text.Length <= PieceBytes * SamplePieces)
            return text.ToArray();
        using var sample = new MemoryStream();
        for (var piece = 0; piece < SamplePieces; piece++)
        {
            var rest = text[(int)((long)text.Length * piece / SamplePieces)..];
            if (piece > 0)
                rest = rest[(rest.IndexOf((byte)'\n') + 1)..];
            var bytes = rest[..Math.Min(PieceBytes, rest.Length)];
            var end = bytes.LastIndexOf((byte)'\n');
            sample.Write(bytes[..(end + 1)]);
        }
        return sample.Length > 0 ? sample.ToArray() : text[..(PieceBytes * SamplePieces)].ToArray();
    }

    private static IEnumerable<CsvDialect> Candidates(byte[] sample, ImportMapping? given)
    {
        foreach (var delimiter in given?.Delimiter is { } fixedDelimiter ? [fixedDelimiter] : Delimiters)
        {
            var bytes = Encoding.UTF8.GetBytes(delimiter);
            if (given?.Delimiter is null && (sample.AsSpan().IndexOf(bytes) < 0 || IsOnlyDoubled(sample, bytes)))
                continue;
            foreach (var (quote, escape) in Quotes(sample, bytes, given))
                yield return new(delimiter, quote, escape);
        }
    }

    private static IEnumerable<(char? Quote, char? Escape)> Quotes(
        byte[] sample,
        byte[] delimiter,
        ImportMapping? given
    )
    {
        var escape = given?.Escape is { Length: 1 } mark ? mark[0] : (char?)null;
        if (given?.Quote is { } quote)
        {
            yield return (quote.Length == 0 ? null : quote[0], escape);
            if (quote.Length > 0 && given.Escape is null && sample.AsSpan().IndexOf([(byte)'\\', (byte)quote[0]]) >= 0)
                yield return (quote[0], '\\');
            yield break;
        }
        if (escape is not null)
        {
            yield return ('"', escape);
            yield return (null, escape);
            yield break;
        }
        yield return ('"', null);
        if (given?.Escape is null && sample.AsSpan().IndexOf("\\\""u8) >= 0)
            yield return ('"', '\\');
        if (OpensField(sample, (byte)'\'', delimiter))
            yield return ('\'', null);
        if (OpensField(sample, (byte)'"', delimiter))
            yield return (null, null);
        if (given?.Escape is null && sample.AsSpan().IndexOf([(byte)'\\', .. delimiter]) >= 0)
            yield return (null, '\\');
    }

    /// <summary>Whether the sign is only half of a delimiter: it never stands alone.</summary>
    private static bool IsOnlyDoubled(ReadOnlySpan<byte> sample, byte[] delimiter) =>
        delimiter is [(byte)'|' or (byte)':']
        && sample.Count([delimiter[0], delimiter[0]]) * 2 == sample.Count(delimiter[0]);

    private static bool OpensField(ReadOnlySpan<byte> sample, byte quote, ReadOnlySpan<byte> delimiter)
    {
        for (var at = sample.IndexOf(quote); at >= 0; )
        {
            var before = sample[..at].TrimEnd((byte)' ');
            if (before.Length == 0 || before[^1] is (byte)'\n' or (byte)'\r' || before.EndsWith(delimiter))
                return true;
            var next = sample[(at + 1)..].IndexOf(quote);
            at = next < 0 ? -1 : at + 1 + next;
        }
        return false;
    }
}

/// <param name="Width">Cells in most rows.</param>
/// <param name="Score">0 to 1; 0 where nothing separates fields.</param>
internal sealed record SniffedDialect(CsvDialect Dialect, int Width, double Score);
