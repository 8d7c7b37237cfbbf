using System.Globalization;
using System.Runtime.CompilerServices;
using Nexus.Application.Integrations;
using Nexus.Infrastructure.Integrations.Shared;

namespace Nexus.Infrastructure.Integrations.Stripe;

/// <summary>Reads a collection's list, resumably, and afterwards only what no event tells of.</summary>
/// <remarks>
/// A list is newest first and its cursor is an object, so objects that come into being meanwhile shift nothing: each page
/// is a resume position by itself, and no windows are needed. Once a list is read, its changes come as events;
/// balance transactions, which have none, are read on by the time of their creation.
/// </remarks>
internal sealed class CollectionReader(
    StripeLists lists,
    StripeObjects objects,
    StripeAccess access,
    TimeProvider clock
)
{
    /// <summary>How far behind the last reading a list by time begins again: what Stripe shows late, and clocks that differ.</summary>
    private static readonly TimeSpan Overlap = TimeSpan.FromHours(1);

    /// <summary>
    /// The same, once a day: a balance transaction goes from pending to available within two weeks for most accounts,
    /// and Stripe says so by no event. The nightly reconciliation covers the rest.
    /// </summary>
    private static readonly TimeSpan DeepOverlap = TimeSpan.FromDays(14);

    /// <exception cref="IntegrationException">Stripe refused, could not be reached, or answered nonsense.</exception>
    public async IAsyncEnumerable<SourcePage> ReadAsync(
        StripeCollection collection,
        StreamRequest request,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        if (Begin(collection, request) is not { } position)
            yield break;
        await foreach (var page in lists.ReadAsync(ListOf(collection, position), cancellationToken))
        {
            var records = await objects.CompleteAsync(collection, page, _ => null, cancellationToken);
            position = position.Behind(page);
            yield return new SourcePage(records, Checkpoint.At(position))
            {
                ListedSince = position is { IsDone: true, IsWhole: true } ? position.Since : null,
            };
        }
    }

    /// <summary>A collection's list from its beginning, with all that it needs to be complete.</summary>
    public static StripeList ListOf(StripeCollection collection, long? from = null, long? to = null)
    {
        List<(string, string)> query = [.. collection.Filters];
        query.AddRange(collection.Expand.Select(path => ("expand[]", $"data.{path}")));
        if (from is { } oldest)
            query.Add(("created[gte]", oldest.ToString(CultureInfo.InvariantCulture)));
        if (to is { } newest)
            query.Add(("created[lte]", newest.ToString(CultureInfo.InvariantCulture)));
        return new StripeList(collection.Path, collection.Kind, collection.Title.ToLowerInvariant(), query);
    }

    private static StripeList ListOf(StripeCollection collection, ListPosition position) =>
        ListOf(collection, position.From, position.To) with
        {
            After = position.After,
            AfterCreated = position.AfterCreated,
        };

    /// <summary>Where to read on; null where there is nothing to be read.</summary>
    private ListPosition? Begin(StripeCollection collection, StreamRequest request)
    {
        var now = clock.GetUtcNow();
        var saved = request.From.Find<ListPosition>(ListPosition.Current);
        if (saved is { IsDone: false })
            return saved;
        if (request.Days is { } days)
            return collection.IsDated && saved is null
                ? ListPosition.Start(now, Seconds(days.First, -1), Seconds(days.Last, 2))
                : null;

        var oldest = collection.IsDated && access.HistoryFrom is { } day ? Seconds(day, -1) : (long?)null;
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        if (saved is null)
            return ListPosition.Start(now, oldest, null) with { Deep = today };
        if (request.Relist || collection.HasEvents)
            return null;
        var from = (saved.Since - (saved.Deep == today ? Overlap : DeepOverlap)).ToUnixTimeSeconds();
        return ListPosition.Start(now, Math.Max(from, oldest ?? long.MinValue), null) with { Deep = today };
    }

    /// <remarks>Days are those of the workspace, whose zone is not known here: a day more on either side holds them all.</remarks>
    private static long Seconds(DateOnly day, int plus) =>
        new DateTimeOffset(day.AddDays(plus), TimeOnly.MinValue, TimeSpan.Zero).ToUnixTimeSeconds();
}
