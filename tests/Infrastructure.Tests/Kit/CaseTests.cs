using Nexus.Testing.Postgres;

namespace Nexus.Infrastructure.Tests.Kit;

/// <summary>Cases that are nothing but data: what a provider answered, and what has to be stored of it.</summary>
/// <remarks>
/// With <c>NEXUS_ACCEPT_CASES</c> set, what came out is written as the expected outcome, and the test fails nevertheless: a
/// person reads it first.
/// </remarks>
public sealed class CaseTests(MovableDatabase database) : IClassFixture<MovableDatabase>
{
    private const int FewestOfAProvider = 2;

    public static TheoryData<string> Cases => [.. CaseFolder.Names];

    public static TheoryData<string> Providers => [.. KitProviders.Keys];

    [Theory, MemberData(nameof(Cases))]
    public async Task What_a_provider_answered_comes_to_what_was_expected(string name)
    {
        var folder = CaseFolder.Open(name);

        var outcome = await PlayAsync(name, folder);

        Assert.Empty(folder.Unanswered);
        if (Environment.GetEnvironmentVariable("NEXUS_ACCEPT_CASES") is not null)
        {
            folder.Accept(outcome);
            Assert.Fail($"{name} was written anew: read it, and run it without NEXUS_ACCEPT_CASES.");
        }
        var expected = folder.Expected;
        Assert.Equal(expected.Run, outcome.Run);
        Assert.Equal(expected.Rejected, outcome.Rejected);
        Assert.Equal(expected.Points, outcome.Points);
    }

    [Theory, MemberData(nameof(Providers))]
    public void Every_provider_has_cases(string provider) =>
        Assert.True(
            CaseFolder.Names.Count(name => name.StartsWith($"{provider}/", StringComparison.Ordinal))
                >= FewestOfAProvider
        );

    [Fact]
    public async Task An_outcome_that_differs_in_one_digit_is_not_the_expected_one()
    {
        var name = CaseFolder.Names[0];
        var folder = CaseFolder.Open(name);
        var expected = folder.Expected;
        List<string> planted = [.. expected.Points.Skip(1), expected.Points[0].Replace(' ', '_')];

        var outcome = await PlayAsync(name, folder);

        Assert.NotEmpty(outcome.Points);
        Assert.NotEqual(planted.Order(StringComparer.Ordinal), outcome.Points);
    }

    private async Task<CaseOutcome> PlayAsync(string name, CaseFolder folder)
    {
        await using var nexus = await KitNexus.StartAsync(
            database,
            name.Split('/')[0],
            now: folder.Now,
            settings: folder.Settings
        );
        nexus.Simulator.Faults.Always(nexus.Subject.Calls, folder.Recorded);
        var workspace = await nexus.OpenAsync();
        await nexus.ConnectAsync(workspace);
        await nexus.RunAsync();
        return await CaseOutcome.OfAsync(nexus, workspace);
    }
}
