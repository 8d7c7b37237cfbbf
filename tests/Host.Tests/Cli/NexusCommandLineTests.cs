using Nexus.Host.Cli;

namespace Nexus.Host.Tests.Cli;

public sealed class NexusCommandLineTests
{
    [Theory]
    [InlineData("migrate", "--datta", "x")]
    [InlineData("nonsense")]
    [InlineData("migrate", "--data=x=y", "extra")]
    public async Task Words_that_mean_nothing_are_refused(params string[] words)
    {
        await using var output = new StringWriter();
        await using var errors = new StringWriter();

        Assert.NotEqual(0, await NexusCommandLine.RunAsync(words, output, errors));

        Assert.NotEqual("", errors.ToString());
    }

    [Fact]
    public async Task A_problem_is_a_line_without_a_stack_trace()
    {
        await using var output = new StringWriter();
        await using var errors = new StringWriter();

        var code = await NexusCommandLine.RunAsync(["migrate", "--data", "/proc/nowhere"], output, errors);

        Assert.Equal(1, code);
        Assert.DoesNotContain("   at ", errors.ToString(), StringComparison.Ordinal);
        Assert.Contains("--data", Assert.Single(errors.ToString().TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_day_that_is_none_is_refused_before_anything_is_started()
    {
        await using var said = new StringWriter();

        Assert.Equal(
            1,
            await NexusCommandLine.RunAsync(
                ["backfill", "shop", "--from", "2026-02-30", "--to", "2026-03-01"],
                said,
                said
            )
        );
        Assert.Contains("--from 2026-02-30 is not a day", said.ToString(), StringComparison.Ordinal);
    }
}
