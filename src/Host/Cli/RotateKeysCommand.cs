using System.CommandLine;
using Nexus.Infrastructure;
using Nexus.Infrastructure.Postgres;
using Nexus.Infrastructure.Secrets;
using Nexus.Infrastructure.Storage.Connections;

namespace Nexus.Host.Cli;

/// <summary><c>nexus rotate-keys</c>: new keys for all credentials, while Nexus goes on serving.</summary>
/// <remarks>
/// With <c>NEXUS_MASTER_KEY_PREVIOUS</c> set, the master key changes, too: see docs/operations.md for the order of steps.
/// </remarks>
internal static class RotateKeysCommand
{
    private const string NoAddress = "http://127.0.0.1:0";

    public static Command Create()
    {
        var data = CommonOptions.Data();
        return new Command("rotate-keys", "Encrypt all credentials with new keys") { data }.Runs(
            async (context, cancellationToken) =>
            {
                var settings = StartupSettings.Read(context.Configuration, context.Get(data), NoAddress);
                await using var database = await StartedDatabase.StartAsync(
                    settings,
                    context.Say,
                    TimeProvider.System,
                    cancellationToken
                );
                await database.VerifyAsync(cancellationToken);
                var outcome = await RotateAsync(database, cancellationToken);
                await database.SetUpRolesAsync(cancellationToken);
                context.Say(
                    $"{outcome.Secrets} credentials of {outcome.Workspaces} workspaces have new keys. Master key {database.Keys.Current.KeyId} is in force."
                );
                if (settings.PreviousKeys.Count > 0)
                    context.Say(
                        $"Start every node without {MasterKeySource.PreviousVariable} now; the former key opens only backups."
                    );
                return 0;
            }
        );
    }

    private static async Task<KeyRotationOutcome> RotateAsync(
        StartedDatabase database,
        CancellationToken cancellationToken
    )
    {
        var connections = database.Connections;
        await using var app = NamedPool.Create("rotation", connections.App, logs: null, connections.Keys);
        await using var dispatcher = NamedPool.Create(
            "rotation-dispatcher",
            connections.Dispatcher
                ?? throw new StartupException(
                    "ConnectionStrings__NexusDispatcher is missing: its role alone may list the workspaces."
                ),
            logs: null,
            connections.Keys
        );
        var rotation = new KeyRotation(app, dispatcher, database.Keys, TimeProvider.System);
        return await rotation.RunAsync(_ => { }, cancellationToken);
    }
}
