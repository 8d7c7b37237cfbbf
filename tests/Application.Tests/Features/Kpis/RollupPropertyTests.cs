using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.DependencyInjection;
using Nexus.Application.Storage;
using Nexus.Domain.Kpis;
using Nexus.Testing.Postgres;

namespace Nexus.Application.Tests.Features.Kpis;

public sealed class RollupPropertyTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private static readonly DateOnly First = new(2026, 3, 20);

    private static Gen<Point> Points =>
        from hour in Gen.Choose(0, 40 * 24)
        from value in Gen.Choose(-500, 500)
        from series in Gen.Choose(0, 3)
        select new Point(hour, value, series);

    private static Gen<(int Day, int Value)> Overrides =>
        from day in Gen.Choose(0, 39)
        from value in Gen.Choose(-500, 500)
        select (day, value);

    /// <summary>A handful of points around the days when clocks change, read over ranges that cut months and days.</summary>
    private static readonly Gen<Case> Cases =
        from points in Points.ListOf(25)
        from overrides in Overrides.ListOf(2)
        from size in Gen.Elements(Enum.GetValues<Granularity>().Where(size => size != Granularity.Hour).ToArray())
        from start in Gen.Choose(-15, 20)
        from length in Gen.Choose(1, 60)
        from zone in Gen.Elements("Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe")
        select new Case(points, overrides, size, First.AddDays(start), length, zone);

    [Fact]
    public void Ready_sums_equal_the_points_they_stand_for() =>
        Prop.ForAll(
                Cases.ToArbitrary(),
                given =>
                {
                    var (ready, points) = Task.Run(() => ReadBothWaysAsync(given)).GetAwaiter().GetResult();
                    return (ready == points).Label($"{ready}\n{points}");
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(40));

    private async Task<(string Ready, string Points)> ReadBothWaysAsync(Case given)
    {
        await using var scene = await KpiScene.CreateAsync(postgres, given.Zone);
        await scene.StoreAsync([.. given.Points.Select(point => point.Stored())]);
        foreach (var (day, value) in given.Overrides.DistinctBy(entry => entry.Day))
        {
            await scene.ExecuteAsync(
                $"""
                insert into nexus.kpi_override (workspace_id, override_id, series_id, ts, value, reason, actor, created_at)
                select workspace_id, gen_random_uuid(), series_id, '{First.AddDays(
                    day
                ):yyyy-MM-dd}T00:00Z', {value}, 'r', 'a', now()
                from nexus.kpi_series where granularity = 1 order by series_id limit 1
                """
            );
        }
        return await scene.InTransactionAsync(async services =>
        {
            var reads = services.GetRequiredService<IKpiReads>();
            var facts = await reads.DescribeAsync(["ads.clicks"], CancellationToken.None);
            var calendar = ZonedCalendar.Of(given.Zone, DayOfWeek.Monday);
            var range = TimeRange.OfDates(given.From, given.From.AddDays(given.Length), calendar);
            var buckets = TimeBuckets.Over(range, given.Size, calendar);
            var read = new KpiRead(MetricAggregation.Sum, facts.Levels, buckets, [], null, facts);
            var both = await reads.ReadAsync(
                [read, read with { UseRollups = false }],
                last: false,
                CancellationToken.None
            );
            return (Text(both[0]), Text(both[1]));
        });
    }

    private static string Text(IReadOnlyList<KpiCell> cells) =>
        string.Join(
            '\n',
            cells
                .GroupBy(cell => cell.Bucket)
                .OrderBy(bucket => bucket.Key)
                .Select(bucket =>
                    FormattableString.Invariant(
                        $"{bucket.Key}: {bucket.Sum(c => c.Value):0.##} of {bucket.Sum(c => c.Points)}, {bucket.Any(c => c.Overridden)}"
                    )
                )
        );

    /// <param name="Series">0 and 1 have hours, 2 and 3 days; of each the second has a campaign.</param>
    private sealed record Point(int Hour, int Value, int Series)
    {
        public Given Stored()
        {
            var at = First.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc).AddHours(Hour);
            return new Given(
                "ads.clicks",
                Series < 2 ? $"{at:yyyy-MM-ddTHH}:00Z" : $"{at:yyyy-MM-dd}",
                Value,
                Series % 2 == 0 ? "" : "campaign=x"
            );
        }
    }

    private sealed record Case(
        IReadOnlyList<Point> Points,
        IReadOnlyList<(int Day, int Value)> Overrides,
        Granularity Size,
        DateOnly From,
        int Length,
        string Zone
    );
}
