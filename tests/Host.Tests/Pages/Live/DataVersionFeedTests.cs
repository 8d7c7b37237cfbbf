using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Nexus.Domain.Workspaces;
using Nexus.Host.Pages.Live;

namespace Nexus.Host.Tests.Pages.Live;

public sealed class DataVersionFeedTests
{
    private const int Rounds = 3_000;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task A_node_that_stops_in_the_moment_in_which_the_last_page_is_closed_comes_to_its_end()
    {
        await using var nobody = new ServiceCollection().BuildServiceProvider();
        for (var round = 0; round < Rounds; round++)
        {
            using var node = new Node();
            using var page = new CancellationTokenSource();
            var feed = new DataVersionFeed(
                nobody.GetRequiredService<IServiceScopeFactory>(),
                TimeProvider.System,
                node,
                NullLogger<DataVersionFeed>.Instance
            );
            var versions = feed.FollowAsync(new WorkspaceId(1), page.Token).GetAsyncEnumerator(CancellationToken.None);
            var following = versions.MoveNextAsync().AsTask();
            using var both = new Barrier(2);

            var stopping = Task.Run(() => Go(both, node.StopApplication), CancellationToken.None);
            var closing = Task.Run(() => Go(both, page.Cancel), CancellationToken.None);

            await Task.WhenAll(stopping, closing).WaitAsync(Patience, CancellationToken.None);
            await Task.WhenAny(following).WaitAsync(Patience, CancellationToken.None);
            await versions.DisposeAsync();
        }
    }

    private static void Go(Barrier both, Action act)
    {
        both.SignalAndWait(CancellationToken.None);
        act();
    }

    private sealed class Node : IHostApplicationLifetime, IDisposable
    {
        private readonly CancellationTokenSource _stopping = new();

        public CancellationToken ApplicationStarted => CancellationToken.None;

        public CancellationToken ApplicationStopping => _stopping.Token;

        public CancellationToken ApplicationStopped => CancellationToken.None;

        public void StopApplication() => _stopping.Cancel();

        public void Dispose() => _stopping.Dispose();
    }
}
