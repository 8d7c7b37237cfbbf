namespace Nexus.Infrastructure.Tests.Kit;

public sealed class FaultKitTests
{
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

    [Theory, MemberData(nameof(Faults))]
    public async Task A_fault_is_told_as_what_it_is_and_never_passes_for_success(string provider, string fault)
    {
        var planted = KitFault.Find(fault);
        if (planted.MeetsConnect)
            await AdapterKit.HoldAsync(
                provider,
                scene => KitRules.ConnectFailsAsync(scene, planted),
                planted.IsSilence
            );
        await AdapterKit.HoldAsync(provider, scene => KitRules.SyncFailsAsync(scene, planted), planted.IsSilence);
    }
}
