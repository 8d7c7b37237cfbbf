namespace Nexus.Infrastructure.Tests.Kit;

public sealed class LifeKitTests
{
    public static TheoryData<string> Providers => [.. KitProviders.Keys];

    [Theory, MemberData(nameof(Providers))]
    public Task It_connects_reads_everything_and_disconnects_as_often_as_asked(string provider) =>
        AdapterKit.HoldAsync(provider, KitRules.LivesAsync);
}
