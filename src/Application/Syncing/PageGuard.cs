using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Nexus.Application.Integrations;

namespace Nexus.Application.Syncing;

/// <summary>Ends a reading that goes round in circles: a provider whose pages repeat would otherwise pass for one with much data.</summary>
internal sealed class PageGuard
{
    private const int EmptyPages = 1_000;

    /// <summary>Records without an identity may look the same on two pages; a provider that ignores its cursor never stops.</summary>
    private const int SamePages = 3;

    private readonly string _stream;
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _contents = new(StringComparer.Ordinal);
    private string? _last;
    private int _empty;
    private bool _stood;
    private bool _first = true;

    /// <param name="stream">What is read, for the message.</param>
    /// <param name="from">Where the reading began.</param>
    public PageGuard(string stream, string? from)
    {
        (_stream, _last) = (stream, from);
        if (from is not null)
            _seen.Add(from);
    }

    /// <summary>Whether the page may be stored.</summary>
    /// <remarks>
    /// One page that stands where the reading began is allowed, if nothing follows: what it read last is still the newest.
    /// </remarks>
    /// <exception cref="IntegrationException">The pages go round in circles, or have no end.</exception>
    public void Check(SourcePage page)
    {
        var hasRecords = page.Records.Count > 0;
        if (_stood && hasRecords)
            throw Circle();
        var stands = page.Next.Value == _last;
        if (hasRecords && stands && !_first)
            throw Circle();
        if (!stands && page.Next.Value is { } next && !_seen.Add(next))
            throw Circle();
        if (hasRecords && ++CollectionsMarshal.GetValueRefOrAddDefault(_contents, Content(page), out _) >= SamePages)
            throw Circle();
        _empty = hasRecords ? 0 : _empty + 1;
        if (_empty > EmptyPages)
            throw Endless();
        (_stood, _last, _first) = (hasRecords && stands, page.Next.Value, false);
    }

    private static string Content(SourcePage page)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var record in page.Records)
        {
            hash.AppendData(JsonMarshal.GetRawUtf8Value(record.Payload));
            hash.AppendData([0]);
        }
        return Convert.ToHexString(hash.GetHashAndReset());
    }

    private IntegrationException Circle() =>
        new(
            IntegrationFault.UnexpectedResponse,
            $"The provider's pages of {_stream} go round in circles: a page leads to one that was read already."
        );

    private IntegrationException Endless() =>
        new(
            IntegrationFault.UnexpectedResponse,
            $"The provider answers for {_stream} with empty pages without end, each of which names another."
        );
}
