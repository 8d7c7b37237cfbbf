using System.Globalization;
using System.Runtime.CompilerServices;
using Nexus.Application.Integrations;
using Nexus.Infrastructure.Integrations.Shared;

namespace Nexus.Infrastructure.Integrations.Stripe;

/// <summary>Follows Stripe's events and reads again what they are about. The first stream of every run.</summary>
/// <remarks>
/// It is begun before any list is read, so that what changes during the first reading is not missed. The list of events
/// is eventually consistent: it is read up to a minute ago, and ten minutes of it again each time.
/// </remarks>
internal sealed class EventReader(StripeLists lists, HintReader hints, StripeAccess access, TimeProvider clock)
{
    private static readonly TimeSpan Lag = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Overlap = TimeSpan.FromSeconds(600);

    /// <summary>So much is read before the cursor moves; a long absence is made up for in several steps.</summary>
    private static readonly TimeSpan Window = TimeSpan.FromDays(1);

    /// <summary>Stripe keeps events for 30 days (<see href="https://docs.stripe.com/api/events/list"/>).</summary>
    private static readonly TimeSpan Retention = TimeSpan.FromDays(29);

    /// <param name="Cursor">Events up to here are dealt with, in Unix seconds.</param>
    /// <param name="Step">
    /// Pages stored since. A run that goes on from here reads the events after the cursor again, but what these pages
    /// brought is known by then and not fetched a second time.
    /// </param>
    private sealed record Position(int V, long Cursor, int Step = 0) : IPosition
    {
        public const int Current = 1;

        public static Position At(DateTimeOffset moment) => new(Current, moment.ToUnixTimeSeconds());
    }

    /// <summary>The list of events as it is probed.</summary>
    public static StripeList Feed { get; } = new($"v1/{StripeCollections.Events}", "event", "events", []);

    /// <exception cref="IntegrationException">Stripe refused, could not be reached, or answered nonsense.</exception>
    public async IAsyncEnumerable<SourcePage> ReadAsync(
        StreamRequest request,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        if (request.Days is not null)
            yield break;
        var now = clock.GetUtcNow();
        var position = request.From.Find<Position>(Position.Current);
        if (position is null || now - Moment(position) > Retention)
        {
            await lists.ProbeAsync(Feed, cancellationToken);
            yield return Beginning(now, isGap: request.From.Value is not null);
            yield break;
        }
        // Whole seconds, as positions are: before a fraction of one the position would stand for ever.
        var end = DateTimeOffset.FromUnixTimeSeconds((now - Lag).ToUnixTimeSeconds());
        while (Moment(position) < end)
        {
            var to = Earlier(Moment(position) + Window, end);
            Checkpoint Next() => Checkpoint.At(position = position with { Step = position.Step + 1 });
            await foreach (var page in ReadAsync(Moment(position) - Overlap, to, request, Next, cancellationToken))
                yield return page;
            position = Position.At(to);
            yield return new SourcePage([], Checkpoint.At(position));
        }
    }

    private async IAsyncEnumerable<SourcePage> ReadAsync(
        DateTimeOffset from,
        DateTimeOffset to,
        StreamRequest request,
        Func<Checkpoint> next,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var window = Feed with { Query = [("created[gte]", Seconds(from)), ("created[lte]", Seconds(to))] };
        var latest = new Dictionary<(string, string), SourceHint>();
        await foreach (var page in lists.ReadAsync(window, cancellationToken))
        {
            foreach (var hint in page.Rows.SelectMany(EventHints.Of))
            {
                if (!latest.TryGetValue((hint.Stream, hint.Id), out var other) || hint.At > other.At)
                    latest[(hint.Stream, hint.Id)] = hint;
            }
        }
        await foreach (var page in hints.ReadAsync(latest.Values, request, from, next, cancellationToken))
            yield return page;
    }

    /// <remarks>
    /// Lists that were read before this moment are read again, since no event tells what changed in between; on a first
    /// run there are none.
    /// </remarks>
    private SourcePage Beginning(DateTimeOffset now, bool isGap) =>
        new([], Checkpoint.At(Position.At(now)))
        {
            Restart = StripeCollections.WithEvents,
            Notice =
                isGap
                    ? "Nexus last read this account's events more than 29 days ago, and Stripe keeps them for 30. So that "
                        + "nothing is missed, all that can change is read again from its lists."
                : access.IsRestricted ? null
                : "The key is a secret key, which may do everything in the account. A restricted key with read rights is "
                    + "enough for Nexus, and safer.",
        };

    private static DateTimeOffset Moment(Position position) => DateTimeOffset.FromUnixTimeSeconds(position.Cursor);

    private static string Seconds(DateTimeOffset moment) =>
        moment.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;
}
