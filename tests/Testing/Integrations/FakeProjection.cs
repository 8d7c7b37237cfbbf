using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Nexus.Application.Integrations;
using Nexus.Domain.Integrations;
using Nexus.Domain.Kpis;

namespace Nexus.Testing.Integrations;

/// <summary>
/// Page views of the records of <c>charges</c> by day, how many groups there were by month, and the value of everything
/// so far, in the workspace's currency, on every day until today.
/// </summary>
public sealed class FakeProjection : IRecordProjection
{
    public const string Stream = "charges";

    /// <summary>What it was asked for, in its order.</summary>
    public ConcurrentQueue<ProjectionRequest> Asked { get; } = new();

    /// <summary>The ids of the records as they came, at the last time.</summary>
    public IReadOnlyList<string> Order { get; private set; } = [];

    /// <summary>What happens after reading, such as days that are marked meanwhile.</summary>
    public Func<ProjectionRequest, Task> During { get; set; } = _ => Task.CompletedTask;

    public string Name => "views";

    public IReadOnlyList<string> Metrics => ["web.page_views", "web.active_users", "finance.cash_balance"];

    public DateRange? Touches(SourceRecord? before, SourceRecord after, ZonedCalendar calendar, DateOnly today)
    {
        var day = calendar.DateOf(after.OccurredAt!.Value);
        return new(day, day > today ? day : today);
    }

    public async IAsyncEnumerable<KpiData> ProjectAsync(
        ProjectionRequest request,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        Asked.Enqueue(request);
        var rows = new List<(string Id, DateOnly Day, decimal Value, string Group)>();
        await foreach (var record in request.Records.ReadAsync(Stream, null, cancellationToken))
        {
            if (record.Deleted)
                continue;
            using var row = JsonDocument.Parse(record.Payload!);
            rows.Add(
                (
                    record.Id,
                    request.Calendar.DateOf(record.OccurredAt!.Value),
                    row.RootElement.GetProperty("value").GetDecimal(),
                    record.Group ?? ""
                )
            );
        }
        Order = rows.ConvertAll(row => row.Id);
        await During(request);
        foreach (var day in rows.Where(row => Holds(request.Days, row.Day)).GroupBy(row => row.Day))
            yield return Point("web.page_views", Granularity.Day, "", day.Key, day.Sum(row => row.Value), request);
        foreach (var month in rows.GroupBy(row => request.Calendar.BucketOf(row.Day, Granularity.Month)))
        {
            if (
                month.Key <= request.Days.Last
                && ZonedCalendar.Add(month.Key, Granularity.Month, 1) > request.Days.First
            )
                yield return Point(
                    "web.active_users",
                    Granularity.Month,
                    "",
                    month.Key,
                    month.Select(row => row.Group).Distinct().Count(),
                    request
                );
        }
        if (rows.Count == 0)
            yield break;
        var first = rows.Min(row => row.Day);
        for (
            var day = first > request.Days.First ? first : request.Days.First;
            day <= request.Days.Last && day <= request.Today;
            day = day.AddDays(1)
        )
        {
            var rate = request.Currency == "EUR" ? 1 : request.Rates.On("EUR", day)?.Rate;
            if (rate is not null)
                yield return Point(
                    "finance.cash_balance",
                    Granularity.Day,
                    request.Currency,
                    day,
                    rows.Where(row => row.Day <= day).Sum(row => row.Value) * rate.Value,
                    request
                );
        }
    }

    public async IAsyncEnumerable<Contribution> ExplainAsync(
        ProjectionRequest request,
        SeriesKey series,
        DateOnly day,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await foreach (var record in request.Records.ReadAsync(Stream, null, cancellationToken))
            yield return new(Stream, record.Id, 1, "A record.");
    }

    private static bool Holds(DateRange days, DateOnly day) => day >= days.First && day <= days.Last;

    private static KpiData Point(
        string metric,
        Granularity granularity,
        string currency,
        DateOnly day,
        decimal value,
        ProjectionRequest request
    ) =>
        new(
            new SeriesKey(metric, granularity, currency, DimensionSet.Empty),
            day.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc),
            value,
            Final: day < request.Today
        );
}
