using System.CommandLine;
using Nexus.Infrastructure.Postgres;

namespace Nexus.Host.Cli;

/// <summary><c>nexus prepare</c>: installs what is missing, for scripts that need it before anything is started.</summary>
internal static class PrepareCommand
{
    public static Command Create() =>
        new Command("prepare", "Install what is missing") { Hidden = true }.Runs(
            async (context, cancellationToken) =>
            {
                var installer = new PostgresInstaller(
                    Environment.GetEnvironmentVariable(PostgresBinaries.FolderVariable),
                    context.Say
                );
                await installer.EnsureAsync(major: null, cancellationToken);
                return 0;
            }
        );
}
