namespace Nexus.Infrastructure.Tests.Kit;

public sealed class ResumingKitTests
{
    public static TheoryData<string> Providers => [.. KitProviders.Keys];

    [Theory, MemberData(nameof(Providers))]
    public Task A_run_that_dies_after_any_page_is_gone_on_with_without_a_gap(string provider) =>
        AdapterKit.HoldAsync(provider, KitRules.ResumesAsync);
}
