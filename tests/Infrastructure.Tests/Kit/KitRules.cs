using Nexus.Application.Integrations;
using Nexus.Domain.Kpis;
using Nexus.Testing;

namespace Nexus.Infrastructure.Tests.Kit;

/// <summary>What every adapter is held to, each rule by itself, so that a planted defect can prove that it is seen.</summary>
internal static class KitRules
{
    /// <summary>Longer than anything takes here: what does not end by then does not end.</summary>
    public static readonly TimeSpan Forever = TimeSpan.FromMinutes(3);

    /// <summary>Connects, reads everything, and gives up what it holds; in any order and as often as asked.</summary>
    public static async Task LivesAsync(KitScene scene)
    {
        // Elsewhere whatever is read is there at once.
        scene.Account.Slow();
        var unused = scene.Open();
        await unused.DisconnectAsync(CancellationToken.None);
        await unused.DisconnectAsync(CancellationToken.None);

        var account = await scene.Open().ConnectAsync(CancellationToken.None);
        var again = await scene.Open(account.Id).ConnectAsync(CancellationToken.None);
        Assert.False(string.IsNullOrWhiteSpace(account.Id));
        Assert.False(string.IsNullOrWhiteSpace(account.Name));
        Assert.Equal(account with { At = null }, again with { At = null });

        var shelf = new KitShelf();
        await scene.ReadAsync(shelf);
        Assert.InRange(shelf.Pages, scene.Account.Pages, int.MaxValue);
        Assert.True(shelf.Count > 0);
        Assert.Empty(shelf.Rejects);
        Assert.Empty(shelf.Unknown);
    }

    /// <summary>A run that dies after any of its pages is gone on with, and comes to the same as one that did not.</summary>
    public static async Task ResumesAsync(KitScene scene)
    {
        var unbroken = new KitShelf();
        var deaths = new List<KitShelf>();
        await scene.ReadAsync(unbroken, afterPage: () => deaths.Add(unbroken.Copy()));
        var lines = unbroken.Lines;
        foreach (var broken in deaths)
        {
            var page = broken.Pages;
            await scene.ReadAsync(broken);
            Assert.True(
                lines.SequenceEqual(broken.Lines),
                $"Broken off after page {page} of {unbroken.Pages}: {Difference(lines, broken.Lines)}"
            );
        }
    }

    /// <summary>The same records come to the same, whenever, in whatever order and by which adapter they are mapped, without a call.</summary>
    public static async Task TransformsPurelyAsync(KitScene scene)
    {
        var shelf = new KitShelf();
        await scene.ReadAsync(shelf);
        var mapper = scene.Open();
        var first = shelf.Raw.ConvertAll(raw => KitShelf.Text(mapper.Transform(raw)));
        var calls = scene.Simulator.Requests.All.Count;

        scene.Clock.Advance(TimeSpan.FromDays(400));
        var another = scene.Open();
        for (var at = shelf.Raw.Count - 1; at >= 0; at--)
        {
            Assert.Equal(first[at], KitShelf.Text(mapper.Transform(shelf.Raw[at])));
            Assert.Equal(first[at], KitShelf.Text(another.Transform(shelf.Raw[at])));
        }
        Assert.Equal(calls, scene.Simulator.Requests.All.Count);
        Assert.All(
            shelf.Raw.SelectMany(raw => mapper.Transform(raw).Points).Select(point => point.Series.Metric).Distinct(),
            metric => Assert.True(MetricCatalog.TryFind(metric, out _), metric)
        );
    }

    /// <summary>Whatever goes wrong with the call that connects is thrown, as what it is.</summary>
    public static async Task ConnectFailsAsync(KitScene scene, KitFault fault)
    {
        if (fault.Plant(scene) is { } planted)
            scene.Simulator.Faults.Always(scene.Subject.Calls, planted);

        var thrown = await Assert.ThrowsAsync<IntegrationException>(() =>
            scene.Open().ConnectAsync(CancellationToken.None)
        );

        AssertIs(fault, thrown, scene);
    }

    /// <summary>Whatever goes wrong with the calls that bring data is thrown, as what it is, and nothing is read.</summary>
    public static async Task SyncFailsAsync(KitScene scene, KitFault fault)
    {
        if (fault.Plant(scene) is { } planted)
            scene.Simulator.Faults.Always(scene.Subject.Data, planted);
        var shelf = new KitShelf();

        var thrown = await Assert.ThrowsAsync<IntegrationException>(() => scene.ReadAsync(shelf));

        AssertIs(fault, thrown, scene);
    }

    /// <summary>Fields that nobody knows are counted, and change nothing.</summary>
    public static async Task CountsUnknownFieldsAsync(KitScene scene)
    {
        var expected = new KitShelf();
        await scene.ReadAsync(expected);
        scene.Simulator.Faults.Always(scene.Subject.Data, scene.Subject.Drifts!);
        var shelf = new KitShelf();

        await scene.ReadAsync(shelf);

        Assert.Equal(expected.Lines, shelf.Lines);
        Assert.Contains(shelf.Unknown.Keys, name => name.EndsWith("a_field_of_tomorrow", StringComparison.Ordinal));
    }

    /// <summary>A record without what its provider documents is rejected, or the whole answer is; it never passes for less data.</summary>
    public static async Task MissesRequiredFieldsAsync(KitScene scene)
    {
        scene.Simulator.Faults.Always(scene.Subject.Data, scene.Subject.Loses);
        var shelf = new KitShelf();

        var thrown = await Record.ExceptionAsync(() => scene.ReadAsync(shelf));

        if (thrown is null)
            Assert.NotEmpty(shelf.Rejects);
        else
            Assert.Equal(IntegrationFault.UnexpectedResponse, Assert.IsType<IntegrationException>(thrown).Fault);
    }

    /// <summary>Whoever asks an adapter to stop is obeyed: before a call, in the middle of one, and between pages.</summary>
    public static async Task StopsAsync(KitScene scene)
    {
        using var before = new CancellationTokenSource();
        await before.CancelAsync();
        await AssertStops(scene.Open().ConnectAsync(before.Token));
        await AssertStops(scene.ReadAsync(new KitShelf(), cancellationToken: before.Token));

        await AssertStopsAmidst(scene, scene.Subject.Calls, token => scene.Open().ConnectAsync(token));
        await AssertStopsAmidst(
            scene,
            scene.Subject.Data,
            token => scene.ReadAsync(new KitShelf(), cancellationToken: token)
        );
    }

    private static async Task AssertStopsAmidst(KitScene scene, string path, Func<CancellationToken, Task> begin)
    {
        using var stop = new CancellationTokenSource();
        scene.Simulator.Requests.Clear();
        scene.Simulator.Faults.Always(path, ProviderSimulator.Faults.Fault.Silence());
        var call = begin(stop.Token);
        await Eventually.IsTrueAsync(() =>
            call.IsCompleted || scene.Simulator.Requests.All.Any(request => request.Fault is not null)
        );
        await stop.CancelAsync();

        await AssertStops(call);
        scene.Simulator.Faults.Clear();
    }

    private static Task AssertStops(Task call) =>
        Assert.ThrowsAnyAsync<OperationCanceledException>(() => call.WaitAsync(Forever));

    private static void AssertIs(KitFault expected, IntegrationException thrown, KitScene scene)
    {
        Assert.Equal((expected.Name, expected.Expected), (expected.Name, thrown.Fault));
        if (expected.Expected == IntegrationFault.RateLimited)
            Assert.True(
                thrown.RetryAt >= scene.Subject.Throttled(scene.Clock.GetUtcNow()).Until,
                $"It is tried again at {thrown.RetryAt:O}, which is too early."
            );
    }

    private static string Difference(IReadOnlyList<string> expected, IReadOnlyList<string> actual) =>
        $"{expected.Count} and {actual.Count} lines; missing: {string.Join(" | ", expected.Except(actual).Take(3))}; "
        + $"too many: {string.Join(" | ", actual.Except(expected).Take(3))}";
}
