using System.CommandLine;

namespace Nexus.Host.Cli;

/// <summary><c>nexus sync [CONNECTION]</c>: syncs one connection, or all that are active, and follows it to its end.</summary>
internal static class SyncCommand
{
    public static Command Create()
    {
        var connection = new Argument<string?>("CONNECTION")
        {
            Description = "Id, name, or provider where it has one; all active connections unless given",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var options = new RunOptions();
        var command = new Command("sync", "Sync a connection now") { connection };
        options.AddTo(command);
        return command.Runs(
            (context, cancellationToken) =>
                options.RunAsync(
                    context,
                    async (session, token) =>
                    {
                        var wanted = context.Find(connection);
                        var connections = new ConnectionChoice(session);
                        return wanted is null
                            ? await connections.ActiveAsync(token)
                            : [await connections.FindAsync(wanted, token)];
                    },
                    (run, which, token) => run.SyncAsync(which, token),
                    cancellationToken
                )
        );
    }
}
