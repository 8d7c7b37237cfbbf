using System.CommandLine;
using Nexus.Host.Cli.Doctor;
using Nexus.Infrastructure;
using Nexus.Infrastructure.Postgres;
using Nexus.Infrastructure.Secrets;
using Npgsql;

namespace Nexus.Host.Cli;

/// <summary><c>nexus doctor</c>: one line for each check, with what to do. Changes nothing.</summary>
internal static class DoctorCommand
{
    public static Command Create()
    {
        var data = CommonOptions.Data();
        var urls = CommonOptions.Urls();
        return new Command("doctor", "Check the installation and say what to do") { data, urls }.Runs(
            async (context, cancellationToken) =>
            {
                var passed = true;
                await foreach (
                    var finding in ExamineAsync(context, context.Get(data), context.Get(urls), cancellationToken)
                )
                {
                    passed &= finding.Passed;
                    context.Say(finding.ToString());
                }
                return passed ? 0 : 1;
            }
        );
    }

    private static async IAsyncEnumerable<Finding> ExamineAsync(
        CommandContext context,
        string data,
        string urls,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var (settings, problems) = ReadSettings(context, data, urls);
        foreach (var problem in problems)
            yield return Finding.Wrong("configuration", problem);
        if (settings is null)
            yield break;
        yield return Finding.Fine("configuration", settings.Private ? "private database" : "database of the operator");

        if (settings.Private)
        {
            yield return await MachineChecks.BinariesAsync(cancellationToken);
            yield return MachineChecks.DataFolder(settings.DataFolder);
            yield return MachineChecks.DiskSpace(settings.DataFolder);
        }
        yield return await MachineChecks.AddressAsync(settings.Urls, cancellationToken);
        foreach (var finding in await ExamineDatabaseAsync(settings, cancellationToken))
            yield return finding;
    }

    private static (StartupSettings? Settings, IReadOnlyList<string> Problems) ReadSettings(
        CommandContext context,
        string data,
        string urls
    )
    {
        try
        {
            return (StartupSettings.Read(context.Configuration, data, urls), []);
        }
        catch (StartupException e)
        {
            return (null, e.Problems);
        }
    }

    private static async Task<IReadOnlyList<Finding>> ExamineDatabaseAsync(
        StartupSettings settings,
        CancellationToken cancellationToken
    )
    {
        var hasKey = settings.MasterKey is not null || File.Exists(MasterKeySource.FileIn(settings.DataFolder));
        if (settings.Private && !(hasKey && PrivatePostgres.Exists(settings.DataFolder)))
            return [Finding.Wrong("database", "there is none yet. Run `./nexus up`.")];
        try
        {
            await using var server = settings.Private
                ? await PrivatePostgres.StartAsync(
                    new PrivatePostgresOptions(settings.DataFolder),
                    TimeProvider.System,
                    cancellationToken
                )
                : null;
            var keys = new MasterKeyRing(settings.MasterKey ?? ReadKey(settings.DataFolder), settings.PreviousKeys);
            await using var app = await AppPoolAsync(settings, server, keys, cancellationToken);
            return await new DatabaseChecks(app, keys, TimeProvider.System).RunAsync(cancellationToken);
        }
        catch (StartupException e)
        {
            return [.. e.Problems.Select(problem => Finding.Wrong("database", problem))];
        }
    }

    private static MasterKey ReadKey(string dataFolder)
    {
        var problems = new List<string>();
        return MasterKeySource.ReadConfigured(text: null, MasterKeySource.FileIn(dataFolder), problems)
            ?? throw new StartupException(problems);
    }

    private static async Task<NpgsqlDataSource> AppPoolAsync(
        StartupSettings settings,
        PrivatePostgres? server,
        MasterKeyRing keys,
        CancellationToken cancellationToken
    )
    {
        var given = server?.AdministratorConnectionString(DatabaseSetup.Database) ?? settings.Server!;
        if (server is null && !await DatabaseSetup.IsAdministratorAsync(given, cancellationToken))
            return NamedPool.Create("doctor", given);
        var own = DatabaseConnections.For(given, role => DatabaseRoles.Password(keys.Current, role));
        return NamedPool.Create("doctor", own.App, logs: null, keys);
    }
}
