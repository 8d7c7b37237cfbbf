using Nexus.Benchmarks.Running;

namespace Nexus.Benchmarks.Ingest;

/// <summary>How fast a large file becomes points, how fast it turns out to hold nothing new, and how much memory that takes.</summary>
internal sealed class IngestBenchmark : IBenchmark
{
    private const int Rounds = 5;
    private const int FullSize = 1_000_000;

    public string Name => "ingest";

    public async Task<IReadOnlyList<BenchmarkResult>> RunAsync(BenchmarkRun run, CancellationToken cancellationToken) =>
        [
            .. await SpeedAsync(run, values: 1, "ingest", cancellationToken),
            .. await SpeedAsync(run, values: 2, "ingest_two_values_a_row", cancellationToken),
            .. await MemoryAsync(run, cancellationToken),
        ];

    private static async Task<IReadOnlyList<BenchmarkResult>> SpeedAsync(
        BenchmarkRun run,
        int values,
        string name,
        CancellationToken cancellationToken
    )
    {
        var database = run.Database;
        var rows = run.Scaled(FullSize, 1_000);
        run.Say($"{name}: {rows} rows, {Rounds} rounds, in turns with psql \\copy");
        var file = await WriteAsync(run, rows, values, cancellationToken);
        var psql = await PsqlCopy.CreateAsync(database, file, cancellationToken);
        await using var import = await FileImport.StartAsync(
            database.Connections,
            database.MasterKey,
            limits: null,
            cancellationToken
        );
        var again = new Samples();
        var read = new Samples();

        await WarmUpAsync(run, values, import, cancellationToken);
        var sides = await Interleaved.MeasureAsync(
            Rounds,
            cancellationToken,
            () => psql.RunAsync(cancellationToken),
            () => ImportThriceAsync(run, import, file, again, read, cancellationToken)
        );
        run.Tell("psql \\copy", sides[0]);
        run.Tell("first import", sides[1]);
        run.Tell("same file again", again);
        run.Tell("same file, read again", read);
        await database.ResetAsync(cancellationToken);
        File.Delete(file.Path);
        var baseline = sides[0].Median;
        return
        [
            BenchmarkResult.FasterThan($"{name}_first", sides[1].Median, baseline, 1.5),
            BenchmarkResult.FasterThan($"{name}_again", again.Median, baseline, 3),
            BenchmarkResult.FasterThan($"{name}_again_read", read.Median, baseline, 3),
        ];
    }

    /// <summary>
    /// Imports into an empty database; then the same file, which is recognised; then once more, read and compared in full.
    /// Answers the time of the first.
    /// </summary>
    private static async Task<TimeSpan> ImportThriceAsync(
        BenchmarkRun run,
        FileImport import,
        SampleFile file,
        Samples again,
        Samples read,
        CancellationToken cancellationToken
    )
    {
        await run.Database.ResetAsync(cancellationToken);
        var workspace = await import.CreateWorkspaceAsync(cancellationToken);
        var points = (long)file.Rows * file.Values;
        var first = await Interleaved.TimeAsync(async () =>
        {
            var report = await import.RunAsync(workspace, file, force: false, cancellationToken);
            Expect(points, report.Inserted);
        });
        await run.Database.SettleAsync(cancellationToken);
        again.Add(await UnchangedAsync(force: false));
        read.Add(await UnchangedAsync(force: true));
        return first;

        Task<TimeSpan> UnchangedAsync(bool force) =>
            Interleaved.TimeAsync(async () =>
            {
                var report = await import.RunAsync(workspace, file, force, cancellationToken);
                Expect(points, report.Unchanged);
            });
    }

    private static async Task WarmUpAsync(
        BenchmarkRun run,
        int values,
        FileImport import,
        CancellationToken cancellationToken
    )
    {
        var small = await SampleFile.WriteAsync(
            Path.Combine(run.Database.Folder, "warm-up.csv"),
            run.Scaled(FullSize / 20, 1_000),
            values,
            cancellationToken
        );
        await import.RunAsync(
            await import.CreateWorkspaceAsync(cancellationToken),
            small,
            force: false,
            cancellationToken
        );
        File.Delete(small.Path);
    }

    private static async Task<IReadOnlyList<BenchmarkResult>> MemoryAsync(
        BenchmarkRun run,
        CancellationToken cancellationToken
    )
    {
        var small = await PeakAsync(run.Scaled(FullSize, 1_000));
        var large = await PeakAsync(run.Scaled(FullSize * 5, 5_000));
        return
        [
            BenchmarkResult.Below("ingest_peak_memory", small, "MB", 300),
            BenchmarkResult.Flat("ingest_peak_memory_five_times_the_rows", large, "MB", small, 1.1),
        ];

        async Task<double> PeakAsync(int rows)
        {
            run.Say($"ingest memory: {rows} rows in a process of its own");
            await run.Database.ResetAsync(cancellationToken);
            var file = await WriteAsync(run, rows, values: 1, cancellationToken);
            var peak = await MeasuredImport.StartAsync(run.Database.Connections.App, file, cancellationToken);
            File.Delete(file.Path);
            return peak;
        }
    }

    private static Task<SampleFile> WriteAsync(
        BenchmarkRun run,
        int rows,
        int values,
        CancellationToken cancellationToken
    ) =>
        SampleFile.WriteAsync(
            Path.Combine(run.Database.Folder, $"{Guid.NewGuid():n}.csv"),
            rows,
            values,
            cancellationToken
        );

    private static void Expect(long points, long counted)
    {
        if (points != counted)
            throw new InvalidOperationException($"The import was to write or find {points} points, and had {counted}.");
    }
}
