using System.Runtime.InteropServices;
using Npgsql;
using static Nexus.Infrastructure.Storage.Parameters;

namespace Nexus.Infrastructure.Storage.Ingest;

/// <summary>
/// Takes down which points an import speaks of, also those that it finds as they are: when another import is undone,
/// they are still spoken for. Exports run through the dates of a series in equal steps, and a run of them is kept as one.
/// </summary>
internal sealed class BatchCover
{
    /// <summary>In one row, so that none grows beyond a few megabytes.</summary>
    private const int RunsPerPart = 50_000;

    private const string Insert = """
        insert into nexus.ingest_cover (workspace_id, batch_id, part, series_ids, firsts, lasts, steps)
        values ($1, $2, $3, $4, $5, $6, $7)
        """;

    private readonly List<Run> _open = [];
    private readonly List<Run> _closed = [];

    /// <summary>Takes in the ids of the series that follow in number.</summary>
    public void AddSeries(ReadOnlySpan<int> ids)
    {
        foreach (var id in ids)
            _open.Add(new Run(id));
    }

    /// <param name="series">Its number.</param>
    /// <param name="ticks">When the point is.</param>
    public void Add(int series, long ticks)
    {
        ref var run = ref CollectionsMarshal.AsSpan(_open)[series];
        if (run.Takes(ticks))
            return;
        _closed.Add(run);
        run = new Run(run.SeriesId);
        run.Takes(ticks);
    }

    /// <summary>Stores what was taken down, as that of the batch.</summary>
    public async Task WriteAsync(WorkspaceSession session, int batchId, CancellationToken cancellationToken)
    {
        var part = 0;
        foreach (var runs in _closed.Concat(_open).Chunk(RunsPerPart))
        {
            await using var insert = session.Command(
                Insert,
                Number(session.Workspace.Value),
                Number(batchId),
                Number(part++),
                Numbers([.. runs.Select(run => run.SeriesId)]),
                new NpgsqlParameter<DateTime[]> { TypedValue = [.. runs.Select(run => run.Earliest)] },
                new NpgsqlParameter<DateTime[]> { TypedValue = [.. runs.Select(run => run.Latest)] },
                new NpgsqlParameter<long[]> { TypedValue = [.. runs.Select(run => run.StepMicroseconds)] }
            );
            await insert.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    /// <summary>Points of one series in equal steps, forwards or backwards.</summary>
    private struct Run(int seriesId)
    {
        private long _first = long.MinValue;
        private long _last;
        private long _step;

        public int SeriesId { get; } = seriesId;

        public readonly DateTime Earliest => new(Math.Min(_first, _last), DateTimeKind.Utc);

        public readonly DateTime Latest => new(Math.Max(_first, _last), DateTimeKind.Utc);

        /// <summary>Never zero, since the points are listed by it.</summary>
        public readonly long StepMicroseconds => Math.Max(1, Math.Abs(_step) / TimeSpan.TicksPerMicrosecond);

        /// <returns>False where the point is not the next one of the run.</returns>
        public bool Takes(long ticks)
        {
            if (_first == long.MinValue)
            {
                _first = _last = ticks;
                return true;
            }
            var step = ticks - _last;
            if (step != 0)
            {
                if (_step != 0 && _step != step)
                    return false;
                (_step, _last) = (step, ticks);
            }
            return true;
        }
    }
}
