using System.Globalization;
using System.Runtime.InteropServices;

namespace Nexus.Benchmarks.Running;

/// <summary>What the numbers were measured on.</summary>
internal static class Machine
{
    public static async Task<string> DescribeAsync(BenchmarkDatabase database, CancellationToken cancellationToken)
    {
        var gigabytes = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (1024.0 * 1024 * 1024);
        var postgres = await database.AskAsync<string>(
            "select current_setting('server_version') || ', shared_buffers ' || current_setting('shared_buffers') "
                + "|| ', fsync ' || current_setting('fsync')",
            cancellationToken
        );
        string[] parts =
        [
            $"{Environment.ProcessorCount} cores",
            $"{gigabytes.ToString("0.#", CultureInfo.InvariantCulture)} GB memory",
            RuntimeInformation.OSDescription,
            RuntimeInformation.FrameworkDescription,
            $"PostgreSQL {postgres}",
            $"load average {await LoadAsync(cancellationToken)}",
            TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture),
        ];
        return string.Join("; ", parts);
    }

    private static async Task<string> LoadAsync(CancellationToken cancellationToken)
    {
        const string LoadFile = "/proc/loadavg";
        if (!File.Exists(LoadFile))
            return "unknown";
        var text = await File.ReadAllTextAsync(LoadFile, cancellationToken);
        return string.Join(' ', text.Split(' ').Take(3));
    }
}
