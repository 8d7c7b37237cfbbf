using Nexus.Application.Imports;
using Nexus.Application.Storage;
using Npgsql;

namespace Nexus.Application.Tests.Imports;

public sealed class ImportRunTests
{
    [Fact]
    public async Task One_lost_report_does_not_end_the_heartbeat()
    {
        var files = new FlakyFiles();
        var run = new ImportRun(null!, files, Some(), null!, stopsAtErrors: false, new FastTimers());

        await run.AliveAsync(
            async () =>
            {
                await files.HeardAgain.Task.WaitAsync(TimeSpan.FromSeconds(30));
                return true;
            },
            CancellationToken.None
        );

        Assert.True(files.Calls >= 2);
    }

    private static Import Some() =>
        new(
            Guid.Empty,
            "ads.csv",
            new CsvFileFacts(0, "", "utf-8", EncodingGuessed: false),
            ImportStatus.Committing,
            IngestMode.Upsert,
            RowErrorPolicy.Abort,
            "one",
            "test",
            DateTimeOffset.UnixEpoch,
            null,
            null,
            null,
            null,
            0,
            0,
            null,
            null
        );

    private sealed class FlakyFiles : IImportFiles
    {
        public TaskCompletionSource HeardAgain { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int Calls { get; private set; }

        public Stream Open(Guid id) => Stream.Null;

        public Task ReportAsync(Guid id, long rows, long bytes, CancellationToken cancellationToken)
        {
            if (++Calls == 1)
                return Task.FromException(new NpgsqlException("The connection pool has been exhausted"));
            HeardAgain.TrySetResult();
            return Task.CompletedTask;
        }
    }

    private sealed class FastTimers : TimeProvider
    {
        private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(5);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, Soon, Soon);
    }
}
