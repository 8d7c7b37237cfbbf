using System.Globalization;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;

namespace Nexus.Host.Pages.Live;

/// <summary>The stream by which open pages hear of new data.</summary>
internal static class LivePages
{
    /// <summary>After so long a stream ends, and the browser asks anew: with the rights that its person has then.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    public static void MapLivePages(this RouteGroupBuilder pages) => pages.MapGet("/live", Follow);

    private static IResult Follow(
        PageContext page,
        DataVersionFeed feed,
        TimeProvider clock,
        CancellationToken cancellationToken
    ) =>
        page.Member?.Workspace is { } workspace
            ? TypedResults.ServerSentEvents(
                EventsAsync(feed.FollowAsync(workspace.Number, cancellationToken), clock, cancellationToken)
            )
            : Results.NoContent();

    private static async IAsyncEnumerable<SseItem<string>> EventsAsync(
        IAsyncEnumerable<long> versions,
        TimeProvider clock,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        using var end = new CancellationTokenSource(Longest, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, end.Token);
        await using var version = versions.GetAsyncEnumerator(either.Token);
        while (await NextAsync(version))
            yield return new SseItem<string>(version.Current.ToString(CultureInfo.InvariantCulture), "data");
    }

    private static async Task<bool> NextAsync(IAsyncEnumerator<long> versions)
    {
        try
        {
            return await versions.MoveNextAsync();
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
