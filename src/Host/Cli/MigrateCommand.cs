using System.CommandLine;

namespace Nexus.Host.Cli;

/// <summary><c>nexus migrate</c>: brings the schema up to date and ends.</summary>
internal static class MigrateCommand
{
    private const string NoAddress = "http://127.0.0.1:0";

    public static Command Create()
    {
        var data = CommonOptions.Data();
        return new Command("migrate", "Bring the database to the current schema, then exit") { data }.Runs(
            async (context, cancellationToken) =>
            {
                var settings = StartupSettings.Read(context.Configuration, context.Get(data), NoAddress);
                await using var database = await StartedDatabase.StartCurrentAsync(
                    settings,
                    context.Say,
                    TimeProvider.System,
                    cancellationToken
                );
                context.Say("The schema is current.");
                return 0;
            }
        );
    }
}
