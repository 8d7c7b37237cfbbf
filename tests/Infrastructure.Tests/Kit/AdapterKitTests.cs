using Nexus.Testing;

namespace Nexus.Infrastructure.Tests.Kit;

/// <summary>What every provider's adapter is held to, over HTTP. A new provider is held to it by being there.</summary>
public sealed class AdapterKitTests
{
    public static TheoryData<string> Providers => [.. KitProviders.Keys];

    public static TheoryData<string, string> Faults()
    {
        var all = new TheoryData<string, string>();
        foreach (var provider in KitProviders.Keys)
        {
            foreach (var fault in KitFault.All)
                all.Add(provider, fault.Name);
        }
        return all;
    }

    [Theory, MemberData(nameof(Providers))]
    public Task It_connects_reads_everything_and_disconnects_as_often_as_asked(string provider) =>
        HoldAsync(provider, KitRules.LivesAsync);

    [Theory, MemberData(nameof(Providers))]
    public Task A_run_that_dies_after_any_page_is_gone_on_with_without_a_gap(string provider) =>
        HoldAsync(provider, KitRules.ResumesAsync);

    [Theory, MemberData(nameof(Providers))]
    public Task Records_come_to_the_same_whenever_and_in_whatever_order_they_are_mapped(string provider) =>
        HoldAsync(provider, KitRules.TransformsPurelyAsync);

    [Theory, MemberData(nameof(Faults))]
    public async Task A_fault_is_told_as_what_it_is_and_never_passes_for_success(string provider, string fault)
    {
        var planted = KitFault.Find(fault);
        if (planted.MeetsConnect)
            await HoldAsync(provider, scene => KitRules.ConnectFailsAsync(scene, planted), planted.IsSilence);
        await HoldAsync(provider, scene => KitRules.SyncFailsAsync(scene, planted), planted.IsSilence);
    }

    [Theory, MemberData(nameof(Providers))]
    public Task Fields_that_nobody_knows_are_counted_and_change_nothing(string provider) =>
        KitProviders.Subject(provider).Drifts is null
            ? Task.CompletedTask
            : HoldAsync(provider, KitRules.CountsUnknownFieldsAsync);

    [Theory, MemberData(nameof(Providers))]
    public Task A_field_that_must_be_there_and_is_not_is_told(string provider) =>
        HoldAsync(provider, KitRules.MissesRequiredFieldsAsync);

    [Theory, MemberData(nameof(Providers))]
    public Task It_stops_when_it_is_told_to_in_every_phase(string provider) => HoldAsync(provider, KitRules.StopsAsync);

    private static async Task HoldAsync(string provider, Func<KitScene, Task> rule, bool isSilent = false)
    {
        var clock = new HurriedClock(KitScene.Start) { Patience = isSilent ? TimeSpan.FromMilliseconds(100) : null };
        await using var scene = await KitScene.StartAsync(provider, clock);
        await rule(scene).WaitAsync(KitRules.Forever);
    }
}
