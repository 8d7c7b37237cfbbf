using System.CommandLine;
using System.Globalization;
using Nexus.Infrastructure;

namespace Nexus.Host.Cli;

/// <summary><c>nexus backfill CONNECTION --from --to</c>: reads days of the past again and follows it to its end.</summary>
internal static class BackfillCommand
{
    public static Command Create()
    {
        var connection = new Argument<string>("CONNECTION")
        {
            Description = "Id, name, or provider where it has one connection",
        };
        var from = new Option<string>("--from") { Description = "First day, as yyyy-MM-dd", Required = true };
        var to = new Option<string>("--to") { Description = "Last day, as yyyy-MM-dd", Required = true };
        var options = new RunOptions();
        var command = new Command("backfill", "Read a range of the past again") { connection, from, to };
        options.AddTo(command);
        return command.Runs(
            (context, cancellationToken) =>
            {
                var (first, last) = (Day("--from", context.Get(from)), Day("--to", context.Get(to)));
                return options.RunAsync(
                    context,
                    async (session, token) =>
                        [await new ConnectionChoice(session).FindAsync(context.Get(connection), token)],
                    (run, which, token) => run.BackfillAsync(which, first, last, token),
                    cancellationToken
                );
            }
        );
    }

    private static DateOnly Day(string option, string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day
            : throw new StartupException($"{option} {text} is not a day. Write it as 2026-01-31.");
}
