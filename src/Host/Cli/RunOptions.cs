using System.CommandLine;
using Nexus.Application;
using Nexus.Application.Features.Connections;

namespace Nexus.Host.Cli;

/// <summary>What the commands have in common that ask for a run and follow it.</summary>
internal sealed class RunOptions
{
    private readonly Option<string> _data = CommonOptions.Data();
    private readonly Option<Guid?> _workspace = new("--workspace")
    {
        Description = "Its id; the first workspace unless given",
    };
    private readonly Option<bool> _wait = new("--wait")
    {
        Description = "Stay also while the provider has Nexus wait, however long that is",
    };
    private readonly Option<bool> _cancel = new("--cancel")
    {
        Description = "Ctrl-C cancels the run, instead of leaving it to go on",
    };

    public void AddTo(Command command)
    {
        command.Add(_data);
        command.Add(_workspace);
        command.Add(_wait);
        command.Add(_cancel);
    }

    /// <summary>Runs one after the other, and goes on with the next where one fails.</summary>
    /// <param name="choose">Which connections.</param>
    /// <param name="run">What to do with each.</param>
    /// <returns>The worst of the exit codes.</returns>
    public async Task<int> RunAsync(
        CommandContext context,
        Func<CommandSession, CancellationToken, Task<IReadOnlyList<ConnectionView>>> choose,
        Func<FollowedRun, ConnectionView, CancellationToken, Task<RunExit>> run,
        CancellationToken cancellationToken
    )
    {
        var settings = StartupSettings.Read(context.Configuration, context.Get(_data), "http://127.0.0.1:0");
        await using var database = await StartedDatabase.StartCurrentAsync(
            settings,
            context.Say,
            TimeProvider.System,
            cancellationToken
        );
        await using var session = await CommandSession.OpenAsync(
            database,
            context.Find(_workspace),
            context.Configuration,
            cancellationToken
        );
        var followed = new FollowedRun(
            session,
            context,
            new FollowedRunOptions(database.IsOurs, context.Get(_wait), context.Get(_cancel)),
            TimeProvider.System
        );
        var worst = RunExit.Succeeded;
        foreach (var connection in await choose(session, cancellationToken))
        {
            try
            {
                var exit = await run(followed, connection, cancellationToken);
                worst = exit > worst ? exit : worst;
            }
            catch (RefusedException e)
            {
                context.SayError($"{connection.Name}: {e.Message}");
                worst = RunExit.Failed;
            }
            if (cancellationToken.IsCancellationRequested)
                break;
        }
        return ExitCodes.Of(worst);
    }
}

/// <summary>What a run that was followed came to, the worst last.</summary>
internal enum RunExit
{
    Succeeded,

    /// <summary>Stored, but something is missing or in doubt: the run is partial or suspicious.</summary>
    Incomplete,

    /// <summary>Not at its end: it waits, goes on elsewhere, or was cancelled or interrupted.</summary>
    Unfinished,

    Failed,
}

internal static class ExitCodes
{
    /// <summary>0 succeeded, 1 failed or refused, 2 partial or suspicious, 3 not at its end.</summary>
    public static int Of(RunExit exit) =>
        exit switch
        {
            RunExit.Succeeded => 0,
            RunExit.Incomplete => 2,
            RunExit.Unfinished => 3,
            _ => 1,
        };
}
