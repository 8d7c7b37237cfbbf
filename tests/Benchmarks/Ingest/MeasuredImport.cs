using System.Diagnostics;
using System.Globalization;
using Nexus.Application.Imports;
using Nexus.Infrastructure.Postgres;
using Nexus.Infrastructure.Secrets;

namespace Nexus.Benchmarks.Ingest;

/// <summary>
/// One import in a process of its own, for its peak memory: the host starts, takes the file in, and tells the largest
/// resident set it has had. Limits on rows and bytes are lifted, to show that memory does not depend on them.
/// </summary>
internal static class MeasuredImport
{
    /// <summary>The word by which this program starts itself.</summary>
    public const string Word = "measured-import";

    private const string Connection = "NEXUS_BENCH_APP";
    private const string Answer = "peak kB: ";

    /// <summary>Imports the file in a new process.</summary>
    /// <returns>The peak in MB (10^6 bytes).</returns>
    public static async Task<double> StartAsync(string app, SampleFile file, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true };
        start.ArgumentList.Add(typeof(MeasuredImport).Assembly.Location);
        start.ArgumentList.Add(Word);
        start.ArgumentList.Add($"{file.Values}:{file.Path}");
        start.Environment[Connection] = app;
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        var line = Array.Find(output.Split('\n'), line => line.StartsWith(Answer, StringComparison.Ordinal));
        return process.ExitCode == 0 && line is not null
            ? long.Parse(line.AsSpan(Answer.Length), CultureInfo.InvariantCulture) * 1024 / 1e6
            : throw new InvalidOperationException("The import whose memory was to be measured failed; see above.");
    }

    /// <summary>The work of that process.</summary>
    public static async Task<int> RunAsync(string file, CancellationToken cancellationToken)
    {
        var app = Environment.GetEnvironmentVariable(Connection)!;
        var limits = new ImportLimits(FileBytes: long.MaxValue, Rows: long.MaxValue);
        await using var import = await FileImport.StartAsync(
            new DatabaseConnections(Owner: null, app, Dispatcher: null),
            MasterKey.Generate(),
            limits,
            cancellationToken
        );
        var workspace = await import.CreateWorkspaceAsync(cancellationToken);
        var values = file[0] - '0';
        await import.RunAsync(workspace, new SampleFile(file[2..], Rows: 0, values), force: false, cancellationToken);
        Console.WriteLine(Answer + (await PeakAsync(cancellationToken)).ToString(CultureInfo.InvariantCulture));
        return 0;
    }

    private static async Task<long> PeakAsync(CancellationToken cancellationToken)
    {
        if (!OperatingSystem.IsLinux())
        {
            using var self = Process.GetCurrentProcess();
            return self.PeakWorkingSet64 / 1024;
        }
        var status = await File.ReadAllLinesAsync("/proc/self/status", cancellationToken);
        var peak = status.First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
        return long.Parse(peak.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
    }
}
