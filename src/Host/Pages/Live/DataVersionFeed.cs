using System.Threading.Channels;
using MediatR;
using Nexus.Application.Authorisation;
using Nexus.Application.Features.Kpis;
using Nexus.Application.Storage;
using Nexus.Domain.Workspaces;

namespace Nexus.Host.Pages.Live;

/// <summary>
/// Tells open pages that there is new data. It asks the database for the data version of each workspace that somebody
/// looks at, once every two seconds however many look, and of no other.
/// </summary>
internal sealed class DataVersionFeed(
    IServiceScopeFactory scopes,
    TimeProvider clock,
    IHostApplicationLifetime lifetime,
    ILogger<DataVersionFeed> log
)
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private readonly Dictionary<WorkspaceId, Watch> _watches = [];

    /// <summary>The version now, and every later one, until the token says that nobody listens any more.</summary>
    public async IAsyncEnumerable<long> FollowAsync(
        WorkspaceId workspace,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var listener = Channel.CreateBounded<long>(
            new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true }
        );
        Join(workspace, listener);
        try
        {
            await foreach (var version in listener.Reader.ReadAllAsync(cancellationToken))
                yield return version;
        }
        finally
        {
            Leave(workspace, listener);
        }
    }

    private void Join(WorkspaceId workspace, Channel<long> listener)
    {
        lock (_gate)
        {
            if (!_watches.TryGetValue(workspace, out var watch))
            {
                _watches[workspace] = watch = new Watch(
                    CancellationTokenSource.CreateLinkedTokenSource(lifetime.ApplicationStopping)
                );
                _ = WatchAsync(workspace, watch, watch.End.Token);
            }
            watch.Listeners.Add(listener);
            if (watch.Version is { } known)
                listener.Writer.TryWrite(known);
        }
    }

    private void Leave(WorkspaceId workspace, Channel<long> listener)
    {
        CancellationTokenSource end;
        lock (_gate)
        {
            if (!_watches.TryGetValue(workspace, out var watch))
                return;
            watch.Listeners.Remove(listener);
            if (watch.Listeners.Count > 0)
                return;
            _watches.Remove(workspace);
            end = watch.End;
        }
        // Not behind the gate: a linked source ends only when whoever it tells has heard, and a watch that hears of the
        // node's end wants the gate.
        end.Cancel();
        end.Dispose();
    }

    private async Task WatchAsync(WorkspaceId workspace, Watch watch, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Pace, clock);
        try
        {
            do
            {
                try
                {
                    Tell(watch, await ReadAsync(workspace, cancellationToken));
                }
                catch (Exception e) when (e is not OperationCanceledException)
                {
                    log.LogWarning(e, "The data version could not be read for open pages; it is tried again");
                }
            } while (await timer.WaitForNextTickAsync(cancellationToken));
        }
        catch (OperationCanceledException)
        {
            // Nobody looks any more.
        }
        finally
        {
            lock (_gate)
                watch.Listeners.ForEach(listener => listener.Writer.TryComplete());
        }
    }

    private async Task<long> ReadAsync(WorkspaceId workspace, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<IWorkspaceScope>().Enter(workspace, "live", Rights.System);
        var answer = await scope
            .ServiceProvider.GetRequiredService<IMediator>()
            .Send(new GetDataVersion.Query(), cancellationToken);
        return answer.Version.Version;
    }

    private void Tell(Watch watch, long version)
    {
        lock (_gate)
        {
            if (watch.Version == version)
                return;
            watch.Version = version;
            watch.Listeners.ForEach(listener => listener.Writer.TryWrite(version));
        }
    }

    private sealed class Watch(CancellationTokenSource end)
    {
        public CancellationTokenSource End { get; } = end;

        public List<Channel<long>> Listeners { get; } = [];

        public long? Version { get; set; }
    }
}
