namespace Nexus.Infrastructure.Tests.Kit;

public sealed class StoppingKitTests
{
    public static TheoryData<string> Providers => [.. KitProviders.Keys];

    [Theory, MemberData(nameof(Providers))]
    public Task It_stops_when_it_is_told_to_in_every_phase(string provider) =>
        AdapterKit.HoldAsync(provider, KitRules.StopsAsync);
}
