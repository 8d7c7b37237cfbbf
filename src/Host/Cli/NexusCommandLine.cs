using System.CommandLine;
using System.Runtime.InteropServices;
using Nexus.Infrastructure;

namespace Nexus.Host.Cli;

/// <summary>The command line of Nexus. A command is a file of its own and one line here.</summary>
public static class NexusCommandLine
{
    private const int Failed = 1;

    internal static RootCommand Commands() =>
        new("Nexus brings the KPIs of your tools together.")
        {
            UpCommand.Create(),
            DemoCommand.Create(),
            ImportCommand.Create(),
            SyncCommand.Create(),
            BackfillCommand.Create(),
            MigrateCommand.Create(),
            DoctorCommand.Create(),
            SignInLinkCommand.Create(),
            RotateKeysCommand.Create(),
            BenchCommand.Create(),
            NewConnectorCommand.Create(),
            PrepareCommand.Create(),
        };

    /// <summary>Runs one command to its end. Ctrl-C, SIGTERM and SIGHUP end it in order.</summary>
    /// <returns>The exit code: 0 where it did what it was asked.</returns>
    public static Task<int> RunAsync(string[] args) => RunAsync(args, Console.Out, Console.Error);

    /// <param name="output">Receives what commands print.</param>
    /// <param name="errors">Receives one line for each problem.</param>
    internal static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter errors)
    {
        using var stopping = new CancellationTokenSource();
        using var interrupt = StopOn(PosixSignal.SIGINT, stopping);
        using var terminate = StopOn(PosixSignal.SIGTERM, stopping);
        using var hangUp = StopOn(PosixSignal.SIGHUP, stopping);
        var configuration = new InvocationConfiguration
        {
            Output = output,
            Error = errors,
            EnableDefaultExceptionHandler = false,
            // The signals are handled above; a limit here would cut the orderly end off.
            ProcessTerminationTimeout = null,
        };
        return await Commands().Parse(args).InvokeAsync(configuration, stopping.Token);
    }

    /// <summary>Gives a command its action: problems become lines, an interruption becomes an exit code.</summary>
    /// <param name="run">Answers the exit code.</param>
    internal static Command Runs(this Command command, Func<CommandContext, CancellationToken, Task<int>> run)
    {
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                var errors = parsed.InvocationConfiguration.Error;
                try
                {
                    return await run(new CommandContext(parsed), cancellationToken);
                }
                catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
                {
                    await errors.WriteLineAsync("Interrupted.");
                    return Failed;
                }
                catch (StartupException e)
                {
                    foreach (var problem in e.Problems)
                        await errors.WriteLineAsync(problem);
                    return Failed;
                }
#pragma warning disable CA1031 // The last line of defence: a person at a console is shown what happened, not where.
                catch (Exception e)
#pragma warning restore CA1031
                {
                    await errors.WriteLineAsync($"{command.Name} failed: {e.Message.ReplaceLineEndings(" ")}");
                    return Failed;
                }
            }
        );
        return command;
    }

    private static PosixSignalRegistration StopOn(PosixSignal signal, CancellationTokenSource stopping) =>
        PosixSignalRegistration.Create(
            signal,
            context =>
            {
                context.Cancel = true;
                stopping.Cancel();
            }
        );
}
