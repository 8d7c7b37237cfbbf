using System.Diagnostics;
using Nexus.Benchmarks.Running;
using Nexus.Infrastructure;
using Nexus.Infrastructure.Postgres;
using Npgsql;

namespace Nexus.Benchmarks.Ingest;

/// <summary>
/// The baseline: <c>psql \copy</c> of the same file into a plain table on the same server, indexed by what tells its rows
/// apart, without a wall, an account of changes or totals.
/// </summary>
internal sealed class PsqlCopy(BenchmarkDatabase database, SampleFile file, string psql)
{
    private const string OneValue = """
        create table baseline.spend (
            date date not null, channel text not null, campaign text not null, country text not null, spend numeric,
            primary key (channel, campaign, country, date))
        """;

    private const string TwoValues = """
        create table baseline.spend (
            date date not null, campaign text not null, country text not null, spend numeric, clicks bigint,
            primary key (campaign, country, date))
        """;

    /// <summary>Finds the client beside the server's programs, or on the path.</summary>
    /// <exception cref="StartupException">There is none.</exception>
    public static async Task<PsqlCopy> CreateAsync(
        BenchmarkDatabase database,
        SampleFile file,
        CancellationToken cancellationToken
    )
    {
        var named = Environment.GetEnvironmentVariable(PostgresBinaries.FolderVariable);
        var servers = await PostgresBinaries.FindAsync(named, cancellationToken);
        var psql = servers
            .Select(server => server.Tool("psql"))
            .Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(InFolder))
            .FirstOrDefault(File.Exists);
        return new(
            database,
            file,
            psql
                ?? throw new StartupException(
                    "psql is not installed, and the ingest benchmark compares with its \\copy. Install the client of PostgreSQL."
                )
        );

        static string InFolder(string folder) => Path.Combine(folder, "psql");
    }

    /// <summary>Copies the file into a new table; the time is that of the psql process from start to end.</summary>
    public async Task<TimeSpan> RunAsync(CancellationToken cancellationToken)
    {
        await database.ExecuteAsync(
            $"create schema if not exists baseline; drop table if exists baseline.spend; {(file.Values == 1 ? OneValue : TwoValues)}",
            cancellationToken
        );
        await database.SettleAsync(cancellationToken);
        var time = await Interleaved.TimeAsync(() => CopyAsync(cancellationToken));
        var rows = await database.AskAsync<long>("select count(*) from baseline.spend", cancellationToken);
        if (rows != file.Rows)
            throw new InvalidOperationException($"psql copied {rows} of {file.Rows} rows.");
        await database.ExecuteAsync("drop table baseline.spend", cancellationToken);
        return time;
    }

    private async Task CopyAsync(CancellationToken cancellationToken)
    {
        var target = new NpgsqlConnectionStringBuilder(database.Administrator);
        var start = new ProcessStartInfo(psql) { RedirectStandardError = true };
        start.Environment["PGPASSWORD"] = target.Password;
        string[] words =
        [
            "-X",
            "-q",
            "-v",
            "ON_ERROR_STOP=1",
            "-h",
            target.Host!,
            "-U",
            target.Username!,
            "-d",
            target.Database!,
            "-c",
            $"\\copy baseline.spend from '{file.Path.Replace("'", "''", StringComparison.Ordinal)}' with (format csv, header true)",
        ];
        foreach (var word in words)
            start.ArgumentList.Add(word);
        using var process = Process.Start(start)!;
        var errors = await process.StandardError.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"psql failed: {errors.Trim()}");
    }
}
