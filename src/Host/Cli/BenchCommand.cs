using System.CommandLine;
using Nexus.Infrastructure;

namespace Nexus.Host.Cli;

/// <summary><c>nexus bench</c>: runs the benchmarks of the repository that this program was built from, in a process of their own.</summary>
internal static class BenchCommand
{
    public static Command Create()
    {
        var name = new Argument<string?>("NAME")
        {
            Description = "One of the benchmarks in docs/benchmarks.md; all of them unless given",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var scale = new Option<string?>("--scale")
        {
            Description = "Share of the full data, such as 0.1; the method stays the same",
            HelpName = "share",
        };
        var json = new Option<bool>("--json") { Description = "Print the results as JSON on the last line, too" };
        return new Command("bench", "Measure Nexus against its baselines, on a database of its own")
        {
            name,
            scale,
            json,
        }.Runs(
            async (context, cancellationToken) =>
            {
                var benchmarks =
                    RepositoryProgram.Find(RepositoryProgram.Benchmarks, AppContext.BaseDirectory)
                    ?? throw new StartupException(
                        "The benchmarks are part of the source code. Run this from a clone of the repository."
                    );
                await benchmarks.BuildAsync(context.Say, cancellationToken);
                string?[] words =
                [
                    context.Find(name),
                    .. context.Find(scale) is { } share ? ["--scale", share] : Array.Empty<string>(),
                    context.Get(json) ? "--json" : null,
                ];
                return await benchmarks.RunAsync([.. words.OfType<string>()], cancellationToken);
            }
        );
    }
}
