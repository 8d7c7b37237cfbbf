using System.Data.Common;
using System.Runtime.CompilerServices;
using Nexus.Application.Pipeline;
using Nexus.Application.Storage;
using Nexus.Domain.Imports;

namespace Nexus.Application.Imports;

/// <summary>One reading of a file by its plan, with the account of what was in it.</summary>
/// <param name="csv">Reads the rows.</param>
/// <param name="files">Holds the bytes, and hears of the progress.</param>
/// <param name="import">The file.</param>
/// <param name="plan">How its columns become points.</param>
/// <param name="stopsAtErrors">True where the first bad row means that no point will be wanted any more.</param>
/// <param name="clock">Paces the progress reports.</param>
internal sealed class ImportRun(
    ICsvFiles csv,
    IImportFiles files,
    Import import,
    CsvPlan plan,
    bool stopsAtErrors,
    TimeProvider clock
)
{
    private const int BatchesAhead = 4;
    private static readonly TimeSpan ReportEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan BeatEvery = Import.HeartbeatLimit / 4;

    private readonly Dictionary<(string Metric, string Currency), Tally> _tallies = [];
    private readonly List<Tally> _tallyOfSeries = [];
    private readonly Dictionary<string, long> _errorsByCode = [];
    private readonly List<RowError> _errors = [];
    private DateTime? _first;
    private DateTime? _last;
    private long _bytesRead;

    public long Rows { get; private set; }

    public long Rejected { get; private set; }

    /// <summary>Streams the points; reading goes on in parallel to whoever takes them.</summary>
    /// <exception cref="CsvFileException">The file cannot be read to its end.</exception>
    public async IAsyncEnumerable<PointBatch> PointsAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        await using var file = files.Open(import.Id);
        var reported = clock.GetTimestamp();
        await foreach (
            var batch in csv.ReadAsync(file, plan, cancellationToken).Prefetch(BatchesAhead, cancellationToken)
        )
        {
            Count(batch);
            _bytesRead = batch.BytesRead;
            if (clock.GetElapsedTime(reported) >= ReportEvery)
            {
                reported = clock.GetTimestamp();
                await ReportAsync(cancellationToken);
            }
            if (!stopsAtErrors || Rejected == 0)
                yield return batch.Points;
        }
        _bytesRead = import.Facts.Bytes;
        await ReportAsync(cancellationToken);
    }

    /// <summary>Does <paramref name="work"/> and says all the while that its process lives, also when no row is being read.</summary>
    public async Task<T> AliveAsync<T>(Func<Task<T>> work, CancellationToken cancellationToken)
    {
        using var done = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var beating = BeatAsync(done.Token);
        try
        {
            return await work();
        }
        finally
        {
            await done.CancelAsync();
            await beating.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public ImportReport Report(IngestOutcome outcome, bool dryRun) =>
        new(
            dryRun,
            Rows,
            Rejected + outcome.Conflicts,
            outcome.Inserted,
            outcome.Updated,
            outcome.Unchanged,
            outcome.Deleted,
            outcome.Conflicts,
            Date(_first),
            Date(_last),
            [
                .. _tallies
                    .OrderBy(pair => pair.Key)
                    .Select(pair => pair.Value.Total(pair.Key.Metric, pair.Key.Currency)),
            ],
            _errorsByCode,
            _errors
        );

    private async Task BeatAsync(CancellationToken done)
    {
        using var timer = new PeriodicTimer(BeatEvery, clock);
        while (await timer.WaitForNextTickAsync(done))
            await ReportAsync(done);
    }

    private async Task ReportAsync(CancellationToken cancellationToken)
    {
        try
        {
            await files.ReportAsync(import.Id, Rows, _bytesRead, cancellationToken);
        }
        catch (DbException)
        {
            // One report may get lost, as when the pool is busy: the work goes on, and the next report will tell.
        }
    }

    private void Count(CsvBatch batch)
    {
        Rows += batch.Rows;
        Rejected += batch.Errors.Count;
        foreach (var error in batch.Errors)
        {
            _errorsByCode[error.Code] = _errorsByCode.GetValueOrDefault(error.Code) + 1;
            if (_errors.Count < ImportDefaults.ReportedErrors)
                _errors.Add(error);
            NexusTelemetry.RowsRejected.Add(1, new KeyValuePair<string, object?>("code", error.Code));
        }
        foreach (var key in batch.Points.NewSeries)
        {
            var of = (key.Metric, key.Currency);
            if (!_tallies.TryGetValue(of, out var tally))
                _tallies[of] = tally = new Tally();
            _tallyOfSeries.Add(tally);
        }
        foreach (var point in batch.Points.Points)
        {
            _tallyOfSeries[point.Series].Add(point.Value);
            if (_first is null || point.At < _first)
                _first = point.At;
            if (_last is null || point.At > _last)
                _last = point.At;
        }
    }

    private static DateTimeOffset? Date(DateTime? utc) =>
        utc is { } at ? new DateTimeOffset(DateTime.SpecifyKind(at, DateTimeKind.Utc)) : null;

    private sealed class Tally
    {
        private long _values;
        private decimal _sum;
        private decimal _min = decimal.MaxValue;
        private decimal _max = decimal.MinValue;

        public void Add(decimal value)
        {
            _values++;
            _sum += value;
            _min = Math.Min(_min, value);
            _max = Math.Max(_max, value);
        }

        public ImportTotal Total(string metric, string currency) => new(metric, currency, _values, _sum, _min, _max);
    }
}
