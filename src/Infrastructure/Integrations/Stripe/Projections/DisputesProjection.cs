using System.Runtime.CompilerServices;
using Nexus.Application.Integrations;
using Nexus.Domain.Integrations;
using Nexus.Domain.Kpis;
using Nexus.Infrastructure.Integrations.Shared;
using Nexus.Infrastructure.Integrations.Stripe.Records;

namespace Nexus.Infrastructure.Integrations.Stripe.Projections;

/// <summary>Disputes, and what became of them.</summary>
/// <remarks>
/// All of it counts on the day a dispute was opened, since Stripe does not say when one was decided. Inquiries are no disputes.
/// A decision takes up to <see cref="DecisionDays"/>, so won and lost are final only then.
/// </remarks>
internal sealed class DisputesProjection : IRecordProjection
{
    private const int DecisionDays = 120;
    private const string Opened = "disputes.opened";
    private const string Won = "disputes.won";
    private const string Lost = "disputes.lost";

    public string Name => "disputes";

    public IReadOnlyList<string> Metrics { get; } = [Opened, Won, Lost];

    public DateRange? Touches(SourceRecord? before, SourceRecord after, ZonedCalendar calendar, DateOnly today) =>
        after.Stream == StripeStreams.Disputes ? RecordDays.Of(before, after, calendar) : null;

    public async IAsyncEnumerable<KpiData> ProjectAsync(
        ProjectionRequest request,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var counts = new DailyCounts(request, [(Opened, 0), (Won, DecisionDays), (Lost, DecisionDays)]);
        await foreach (var (_, dispute) in ReadAsync(request, cancellationToken))
        {
            var day = request.Calendar.DateOf(DateTimeOffset.FromUnixTimeSeconds(dispute.Created));
            counts.Add(day, 1, dispute.Status == "won" ? 1 : 0, dispute.Status == "lost" ? 1 : 0);
        }
        foreach (var point in counts.Points())
            yield return point;
    }

    public async IAsyncEnumerable<Contribution> ExplainAsync(
        ProjectionRequest request,
        SeriesKey series,
        DateOnly day,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await foreach (var (id, dispute) in ReadAsync(request, cancellationToken))
        {
            var counts = series.Metric == Opened || dispute.Status == (series.Metric == Won ? "won" : "lost");
            if (counts && request.Calendar.DateOf(DateTimeOffset.FromUnixTimeSeconds(dispute.Created)) == day)
                yield return new Contribution(
                    StripeStreams.Disputes,
                    id,
                    1m,
                    $"{Text(dispute.Reason ?? "general")}: {Text(dispute.Status)}"
                );
        }
    }

    private static string Text(string code) => code.Replace('_', ' ');

    private static async IAsyncEnumerable<(string Id, DisputeRecord Dispute)> ReadAsync(
        ProjectionRequest request,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await foreach (var record in request.Records.ReadAsync(StripeStreams.Disputes, null, cancellationToken))
        {
            var dispute = record.Deleted ? null : StoredJson.Read<DisputeRecord>(record);
            if (dispute is not null && !dispute.Status.StartsWith("warning_", StringComparison.Ordinal))
                yield return (record.Id, dispute);
        }
    }
}
