using System.Runtime.CompilerServices;
using Nexus.Application.Integrations;
using Xunit.Sdk;

namespace Nexus.Infrastructure.Tests.Kit;

/// <summary>Adapters with one defect each, and the rule of the kit that must see it.</summary>
public sealed class KitDefectTests
{
    private const string Provider = "linkedin-ads";

    [Fact]
    public Task An_adapter_that_leaves_a_page_out_when_it_goes_on_is_seen() =>
        SeenAsync(adapter => new Defective(adapter) { SkipsWhenGoingOn = true }, KitRules.ResumesAsync);

    [Fact]
    public Task An_adapter_that_counts_while_it_maps_is_seen() =>
        SeenAsync(adapter => new Defective(adapter) { MapsOnce = true }, KitRules.TransformsPurelyAsync);

    [Fact]
    public Task An_adapter_that_takes_a_failure_for_an_end_is_seen() =>
        SeenAsync(
            adapter => new Defective(adapter) { SwallowsFaults = true },
            scene => KitRules.SyncFailsAsync(scene, KitFault.Find("truncated JSON"))
        );

    [Fact]
    public Task An_adapter_that_says_nothing_of_unknown_fields_is_seen() =>
        SeenAsync(adapter => new Defective(adapter) { IgnoresUnknown = true }, KitRules.CountsUnknownFieldsAsync);

    [Fact]
    public Task An_adapter_that_swallows_rejects_is_seen() =>
        SeenAsync(adapter => new Defective(adapter) { SwallowsRejects = true }, KitRules.MissesRequiredFieldsAsync);

    [Fact]
    public Task An_adapter_that_does_not_stop_is_seen() =>
        SeenAsync(adapter => new Defective(adapter) { NeverStops = true }, KitRules.StopsAsync);

    [Fact]
    public void A_provider_that_nobody_declared_is_told() =>
        Assert.Throws<InvalidOperationException>(() => KitProviders.Subject("nobody-knows-it"));

    private static async Task SeenAsync(
        Func<IIntegrationAdapter, IIntegrationAdapter> defect,
        Func<KitScene, Task> rule
    )
    {
        await using var scene = await KitScene.StartAsync(Provider, defect: defect);

        await Assert.ThrowsAnyAsync<XunitException>(() => rule(scene));
    }

    private sealed class Defective(IIntegrationAdapter adapter) : IIntegrationAdapter
    {
        private int _mapped;

        public bool SkipsWhenGoingOn { get; init; }
        public bool MapsOnce { get; init; }
        public bool SwallowsFaults { get; init; }
        public bool IgnoresUnknown { get; init; }
        public bool SwallowsRejects { get; init; }
        public bool NeverStops { get; init; }

        public Task<ProviderAccount> ConnectAsync(CancellationToken cancellationToken) =>
            adapter.ConnectAsync(NeverStops ? CancellationToken.None : cancellationToken);

        public async IAsyncEnumerable<SourcePage> SyncAsync(
            StreamRequest request,
            [EnumeratorCancellation] CancellationToken cancellationToken
        )
        {
            var skips = SkipsWhenGoingOn && request.From != Checkpoint.Start;
            await using var pages = adapter.SyncAsync(request, cancellationToken).GetAsyncEnumerator(cancellationToken);
            while (await NextAsync(pages))
            {
                yield return skips ? pages.Current with { Records = [], Restates = null } : pages.Current;
                skips = false;
            }
        }

        public Transformed Transform(RawData data)
        {
            try
            {
                var mapped = MapsOnce && ++_mapped % 2 == 0 ? Transformed.Nothing : adapter.Transform(data);
                return IgnoresUnknown ? mapped with { UnknownFields = [] } : mapped;
            }
            catch (RawDataException) when (SwallowsRejects)
            {
                return Transformed.Nothing;
            }
        }

        public Task DisconnectAsync(CancellationToken cancellationToken) => adapter.DisconnectAsync(cancellationToken);

        private async Task<bool> NextAsync(IAsyncEnumerator<SourcePage> pages)
        {
            try
            {
                return await pages.MoveNextAsync();
            }
            catch (IntegrationException) when (SwallowsFaults)
            {
                return false;
            }
        }
    }
}
