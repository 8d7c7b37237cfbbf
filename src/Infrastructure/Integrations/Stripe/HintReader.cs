using System.Runtime.CompilerServices;
using Nexus.Application.Integrations;

namespace Nexus.Infrastructure.Integrations.Stripe;

/// <summary>Fetches what was hinted at: each object once, and not at all where it is known as it came to be.</summary>
internal sealed class HintReader(StripeLists lists, StripeObjects objects, bool livemode)
{
    /// <summary>
    /// A state counts as newer than an event if it was fetched so much later: the two are told by two clocks, and the
    /// clock of this machine may be off by minutes.
    /// </summary>
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(5);

    /// <summary>From so many objects on, those that are new are listed a hundred at a time instead of fetched one by one.</summary>
    private const int Many = 200;

    /// <summary>More than these are not fetched one by one: reading the list again takes fewer calls for most accounts.</summary>
    private const int TooMany = 1000;

    private const int PageSize = 100;

    /// <param name="hints">In any order; of several for one object the latest counts.</param>
    /// <param name="known">The versions at which records are stored.</param>
    /// <param name="since">From when the hints are; null where that says nothing about the objects.</param>
    /// <param name="next">Gives each page its position.</param>
    /// <exception cref="IntegrationException">Stripe refused, could not be reached, or answered nonsense.</exception>
    public async IAsyncEnumerable<SourcePage> ReadAsync(
        IEnumerable<SourceHint> hints,
        StreamRequest known,
        DateTimeOffset? since,
        Func<Checkpoint> next,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var streams = Latest(hints).GroupBy(hint => hint.Stream, StringComparer.Ordinal);
        foreach (
            var stream in streams.ToDictionary(group => group.Key, group => group.ToList(), StringComparer.Ordinal)
        )
        {
            var collection = StripeCollections.Get(stream.Key);
            var due = await NewsAsync(collection, stream.Value, known, cancellationToken);
            if (due.Count > Many && since is { } from && await MayReadAsync(collection, cancellationToken))
            {
                await foreach (var page in NewOnesAsync(collection, due, from, next, cancellationToken))
                    yield return page;
            }
            if (due.Count > TooMany)
            {
                yield return new SourcePage([], next())
                {
                    Restart = [collection.Name],
                    Notice =
                        $"So much changed in {collection.Title.ToLowerInvariant()} at once that the whole list is read again.",
                };
                continue;
            }
            foreach (var chunk in due.Values.Chunk(PageSize))
            {
                var records = await FetchAsync(collection, chunk, cancellationToken);
                // Its events would be lost once the cursor has passed them: as soon as it may be read it is read whole.
                yield return records is null
                    ? new SourcePage([], next()) { Restart = [collection.Name] }
                    : new SourcePage(records, next());
                if (records is null)
                    break;
            }
        }
    }

    /// <summary>Reads what was created since, and takes it off the list of what is due.</summary>
    private async IAsyncEnumerable<SourcePage> NewOnesAsync(
        StripeCollection collection,
        Dictionary<string, SourceHint> due,
        DateTimeOffset since,
        Func<Checkpoint> next,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var list = CollectionReader.ListOf(collection, since.ToUnixTimeSeconds());
        await foreach (var page in lists.ReadAsync(list, cancellationToken))
        {
            var records = await objects.CompleteAsync(
                collection,
                page,
                id => due.GetValueOrDefault(id)?.At,
                cancellationToken
            );
            foreach (var row in page.Rows)
                due.Remove(StripeFaults.Text(row, "id")!);
            yield return new SourcePage(records, next());
        }
    }

    private async Task<bool> MayReadAsync(StripeCollection collection, CancellationToken cancellationToken)
    {
        try
        {
            await lists.ProbeAsync(CollectionReader.ListOf(collection), cancellationToken);
            return true;
        }
        catch (IntegrationException fault) when (fault.Fault == IntegrationFault.NoAccess)
        {
            return false;
        }
    }

    /// <returns>Null where the key may not read the collection.</returns>
    private async Task<IReadOnlyList<RawData>?> FetchAsync(
        StripeCollection collection,
        SourceHint[] hints,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await objects.FetchAsync(collection, hints, cancellationToken);
        }
        catch (IntegrationException fault) when (fault.Fault == IntegrationFault.NoAccess)
        {
            return null;
        }
    }

    private IEnumerable<SourceHint> Latest(IEnumerable<SourceHint> hints) =>
        hints
            .Where(hint => EventHints.IsOfMode(hint, livemode))
            .GroupBy(hint => (hint.Stream, hint.Id))
            .Select(same => same.MaxBy(hint => hint.At)!);

    private static async Task<Dictionary<string, SourceHint>> NewsAsync(
        StripeCollection collection,
        List<SourceHint> hints,
        StreamRequest known,
        CancellationToken cancellationToken
    )
    {
        var news = new Dictionary<string, SourceHint>(StringComparer.Ordinal);
        foreach (var chunk in hints.Chunk(Many))
        {
            var ids = chunk.Select(hint => hint.Id).ToList();
            var versions = await known.KnownVersions(collection.Name, ids, cancellationToken);
            foreach (var hint in chunk)
            {
                var isKnown =
                    versions.TryGetValue(hint.Id, out var version)
                    && version > (hint.At + Margin).ToUnixTimeMilliseconds();
                if (!isKnown)
                    news.Add(hint.Id, hint);
            }
        }
        return news;
    }
}
