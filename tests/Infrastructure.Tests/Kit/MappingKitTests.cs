namespace Nexus.Infrastructure.Tests.Kit;

public sealed class MappingKitTests
{
    public static TheoryData<string> Providers => [.. KitProviders.Keys];

    /// <summary>Those whose records have named fields.</summary>
    public static TheoryData<string> Drifting =>
        [.. KitProviders.Keys.Where(provider => KitProviders.Subject(provider).Drifts is not null)];

    [Theory, MemberData(nameof(Providers))]
    public Task Records_come_to_the_same_whenever_and_in_whatever_order_they_are_mapped(string provider) =>
        AdapterKit.HoldAsync(provider, KitRules.TransformsPurelyAsync);

    [Theory, MemberData(nameof(Drifting))]
    public Task Fields_that_nobody_knows_are_counted_and_change_nothing(string provider) =>
        AdapterKit.HoldAsync(provider, KitRules.CountsUnknownFieldsAsync);

    [Theory, MemberData(nameof(Providers))]
    public Task A_field_that_must_be_there_and_is_not_is_told(string provider) =>
        AdapterKit.HoldAsync(provider, KitRules.MissesRequiredFieldsAsync);
}
