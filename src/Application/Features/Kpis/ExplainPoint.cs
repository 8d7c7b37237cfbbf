using System.Globalization;
using FluentValidation;
using MediatR;
using Nexus.Application.Authorisation;
using Nexus.Application.Features.Kpis.Series;
using Nexus.Application.Imports;
using Nexus.Application.Pipeline;
using Nexus.Application.Storage;
using Nexus.Domain.Kpis;

namespace Nexus.Application.Features.Kpis;

/// <summary>Leads from a shown number to the points it is made of, and from those to where they came from.</summary>
public static class ExplainPoint
{
    public const int MaxPoints = 200;

    /// <summary>Records are found by reading all that a projection reads, point by point.</summary>
    public const int MaxPointsWithRecords = 10;

    public const int MaxRecords = 1_000;

    public const int UsualRecords = 50;

    /// <param name="At">A day or an instant within the bucket.</param>
    /// <param name="Bucket">The bucket of the series; without it the finest from a day up that the data allows.</param>
    /// <param name="Records">How many source records to name for each of the first ten points, 0 to 1000; 0 looks for none.</param>
    /// <param name="Cursor">Of the answer before: names the records that come after those that it named.</param>
    [Needs(Right.Read)]
    public sealed record Query(
        string Metric,
        string At,
        string? Bucket = null,
        IReadOnlyList<string>? Filter = null,
        string? Source = null,
        string? Currency = null,
        int Records = UsualRecords,
        string? Cursor = null
    ) : IQuery<Versioned<Answer>>;

    /// <param name="Start">As the start of a series' point.</param>
    /// <param name="End">First day or instant after the bucket.</param>
    /// <param name="Value">What the series shows.</param>
    /// <param name="Formula">Of a ratio; null otherwise.</param>
    /// <param name="Parts">The stored metrics that it is made of.</param>
    /// <param name="Cursor">For the next records of its points; null where all of them have been named.</param>
    public sealed record Answer(
        string Metric,
        string Bucket,
        string Start,
        string End,
        decimal? Value,
        bool Final,
        string? Formula,
        IReadOnlyList<Part> Parts,
        IReadOnlyList<string> Notes,
        string? Cursor
    );

    /// <param name="Moment">bucket, or opening for the level before it.</param>
    /// <param name="Points">At most 200.</param>
    /// <param name="Truncated">Whether there are more.</param>
    public sealed record Part(string Metric, string Moment, IReadOnlyList<Contribution> Points, bool Truncated);

    /// <param name="Batch">What wrote the point; null where only an override exists.</param>
    /// <param name="Rows">The rows of the uploaded file; null where it did not come from a file that is kept.</param>
    /// <param name="Sources">The provider's records; null where it was not computed from records, or they were not looked for.</param>
    public sealed record Contribution(PointView Point, Batch? Batch, IReadOnlyList<FileRow>? Rows, Sources? Sources);

    /// <param name="Kind">import, sync or undo.</param>
    /// <param name="Run">The run of a sync; null otherwise.</param>
    public sealed record Batch(
        int Id,
        string Kind,
        string Actor,
        DateTimeOffset At,
        PointImportInfo? Import,
        PointRunInfo? Run
    );

    public sealed record FileRow(long Line, IReadOnlyDictionary<string, string?> Cells);

    /// <summary>What of its provider a point was computed from.</summary>
    /// <param name="Projection">What computed it.</param>
    /// <param name="Records">The largest first, at most as many as were asked for, from the cursor on.</param>
    /// <param name="Count">How many there are.</param>
    /// <param name="Sum">Of all of them, shown or not.</param>
    /// <param name="EqualsStored">Whether the sum is the stored value, which an override does not change.</param>
    /// <param name="Note">Why it is not; null where it is.</param>
    public sealed record Sources(
        string Projection,
        IReadOnlyList<Record> Records,
        long Count,
        decimal Sum,
        bool EqualsStored,
        string? Note
    );

    /// <param name="Stream">Collection of the object.</param>
    /// <param name="Title">What people call such objects.</param>
    /// <param name="Id">The object at the provider.</param>
    /// <param name="Value">What it adds, in the unit and currency of the point.</param>
    /// <param name="Currency">Of the value; null where it is not money.</param>
    /// <param name="Note">How the value came about, in plain words.</param>
    public sealed record Record(string Stream, string Title, string Id, decimal Value, string? Currency, string Note);

    internal sealed class Validator : AbstractValidator<Query>
    {
        public Validator()
        {
            RuleFor(q => q.Records).InclusiveBetween(0, MaxRecords);
            RuleFor(q => q.Cursor)
                .Must(text => text is null || TryParse(text, out _))
                .WithMessage("Pass the cursor of the answer before, or none.");
            RuleFor(q => q.At).NotEmpty().Must(TimeText.IsValid).WithMessage(TimeText.Expected);
            RuleFor(q => Request(q, null, null))
                .SetValidator(new SeriesRequest.Rules())
                .OverridePropertyName(string.Empty);
        }
    }

    internal sealed class Handler(
        IKpiReads reads,
        IKpiPoints points,
        TimeProvider clock,
        IImportSource files,
        PointRecords records
    ) : IRequestHandler<Query, Versioned<Answer>>
    {
        public async Task<Versioned<Answer>> Handle(Query query, CancellationToken cancellationToken)
        {
            var facts = await reads.DescribeAsync(FormulaParts.Keys(query.Metric).ToList(), cancellationToken);
            var metric = facts.Metric(query.Metric);
            var cuts = new BucketCuts(facts.Workspace.TimeZone, facts.Workspace.WeekStart);
            var request = RequestFor(query, Size(query, facts), cuts.Calendar);
            var plan = SeriesPlanner.Plan(request, facts, cuts, clock.GetUtcNow());
            var series = await new SeriesReader(reads, clock).ReadAsync([request], cancellationToken);
            var answer = series.Value[0].Answer ?? throw series.Value[0].Refusal!;

            var parts = new List<Part>();
            var sources = new SourceBudget(TryParse(query.Cursor, out var named) ? named : 0, query.Records);
            foreach (var part in plan.Parts)
            {
                parts.Add(await PartAsync(plan, part, plan.Buckets, "bucket", sources, cancellationToken));
                if (part.NeedsOpening)
                    parts.Add(
                        await PartAsync(
                            plan,
                            part,
                            plan.Cuts.OpeningOnly(plan.Buckets),
                            "opening",
                            sources,
                            cancellationToken
                        )
                    );
            }
            return new Versioned<Answer>(
                new Answer(
                    query.Metric,
                    answer.Bucket,
                    answer.Points is [var only, ..] ? only.Start : answer.From,
                    answer.To,
                    answer.Points is [var shown, ..] ? shown.Value : null,
                    answer.Points is [{ Final: true }, ..],
                    metric.Formula?.Text,
                    parts,
                    answer.Notes,
                    sources.IsCutShort ? Text(named + query.Records) : null
                ),
                series.Version,
                series.Clock
            );
        }

        private static Granularity Size(Query query, KpiFacts facts)
        {
            if (Granularities.TryParse(query.Bucket, out var asked))
                return asked;
            var stored = facts
                .Levels.Where(level => SourceText.Matches(query.Source, level.Source))
                .GroupBy(level => level.Metric)
                .Select(levels => levels.Min(level => level.Granularity))
                .ToList();
            var size = stored.Count == 0 ? Granularity.Day : stored.Max();
            return size == Granularity.Hour ? Granularity.Day : size;
        }

        private static SeriesRequest RequestFor(Query query, Granularity size, ZonedCalendar calendar)
        {
            var (instant, _) = TimeText.Edge(query.At, calendar);
            if (size == Granularity.Hour)
            {
                var hour = calendar.HourOf(instant);
                return Request(query, TimeText.Text(hour), TimeText.Text(calendar.NextHour(hour))) with
                {
                    Bucket = size.Name(),
                };
            }
            var start = calendar.BucketOf(calendar.DateOf(instant), size);
            return Request(query, TimeText.Text(start), TimeText.Text(ZonedCalendar.Add(start, size, 1))) with
            {
                Bucket = size.Name(),
            };
        }

        private async Task<Part> PartAsync(
            SeriesPlan plan,
            PartPlan part,
            TimeBuckets buckets,
            string moment,
            SourceBudget sources,
            CancellationToken cancellationToken
        )
        {
            var read = plan.Read(part, buckets, grouping: null, opening: false);
            var found = part.Levels.Count == 0 ? [] : await points.BehindAsync(read, MaxPoints + 1, cancellationToken);
            var shown = found.Take(MaxPoints).ToList();
            var rows = await RowsAsync(shown, cancellationToken);
            var made = new List<Sources?>();
            foreach (var point in shown)
                made.Add(await SourcesAsync(point, sources, cancellationToken));
            return new Part(
                part.Metric.Key,
                moment,
                [
                    .. shown.Select(
                        (point, i) =>
                            new Contribution(
                                PointView.Of(point, plan.Facts.Workspace.PublicId, plan.Calendar),
                                point.Batch is { } b ? new Batch(b.Id, b.Kind, b.Actor, b.At, b.Import, b.Run) : null,
                                rows[i],
                                made[i]
                            )
                    ),
                ],
                found.Count > MaxPoints
            );
        }

        private async Task<IReadOnlyList<FileRow>?[]> RowsAsync(
            List<StoredPoint> shown,
            CancellationToken cancellationToken
        )
        {
            var rows = new List<FileRow>?[shown.Count];
            var byImport = shown
                .Select((point, index) => (Point: point, Index: index))
                .Where(entry => entry.Point.Batch?.Import is not null)
                .GroupBy(entry => entry.Point.Batch!.Import!.Id);
            foreach (var import in byImport)
            {
                var behind = import.ToList();
                var found = await files.FindAsync(
                    import.Key,
                    behind.ConvertAll(entry => Address(entry.Point)),
                    cancellationToken
                );
                foreach (var row in found)
                    (rows[behind[row.Point].Index] ??= []).Add(new FileRow(row.Line, row.Cells.ToDictionary()));
            }
            return rows;
        }

        private async Task<Sources?> SourcesAsync(
            StoredPoint point,
            SourceBudget sources,
            CancellationToken cancellationToken
        )
        {
            if (sources.Points == 0 || sources.Records == 0)
                return null;
            var found = await records.FindAsync(point, sources.Named, sources.Records, cancellationToken);
            if (found is not null)
                sources.Take(found);
            return found;
        }

        private static PointAddress Address(StoredPoint point) => new(PointRecords.Key(point), point.Position.At);

        /// <summary>For how many more points records are looked for, and which of each are named.</summary>
        /// <param name="named">So many have been named before.</param>
        private sealed class SourceBudget(int named, int records)
        {
            public int Named { get; } = named;

            public int Records { get; } = records;

            public int Points { get; private set; } = MaxPointsWithRecords;

            /// <summary>Whether a point has records that have not been named yet.</summary>
            public bool IsCutShort { get; private set; }

            public void Take(Sources found)
            {
                Points--;
                IsCutShort |= found.Count > (long)Named + Records;
            }
        }
    }

    /// <summary>How many records of each point have been named, since they come in one order.</summary>
    private static string Text(int named) => named.ToString(CultureInfo.InvariantCulture);

    private static bool TryParse(string? cursor, out int named) =>
        int.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out named)
        && named <= int.MaxValue - MaxRecords;

    private static SeriesRequest Request(Query query, string? from, string? to) =>
        new()
        {
            Metric = query.Metric,
            From = from,
            To = to,
            Bucket = query.Bucket,
            Filter = query.Filter ?? [],
            Source = query.Source,
            Currency = query.Currency,
        };
}
