using MediatR;
using Nexus.Application.Authorisation;
using Nexus.Application.Features.Connections;
using Nexus.Application.Integrations;
using Nexus.Application.Pipeline;
using Nexus.Application.Storage;
using Nexus.Application.Syncing;
using Nexus.Domain.Integrations;
using Nexus.Domain.Kpis;

namespace Nexus.Application.Features.Health;

/// <summary>How each connection of the workspace does, and has done for 30 days, for people to see at a glance.</summary>
public static class ListConnectionHealth
{
    /// <summary>Days of the strip, today included.</summary>
    public const int Days = 30;

    private static readonly TimeSpan ErrorWindow = TimeSpan.FromHours(24);
    private static readonly TimeSpan LatencyWindow = TimeSpan.FromDays(7);
    private static readonly TimeSpan CallsWindow = TimeSpan.FromHours(24);

    [Needs(Right.Read)]
    public sealed record Query : IQuery<IReadOnlyList<ConnectionHealth>>;

    internal sealed class Handler(
        IIntegrationRuns runs,
        IConnectionVitals vitals,
        IConnections connections,
        IWorkspaceReader workspaces,
        ICadences cadences,
        Connectors connectors,
        TimeProvider clock
    ) : IRequestHandler<Query, IReadOnlyList<ConnectionHealth>>
    {
        private const int AtATime = 200;

        public async Task<IReadOnlyList<ConnectionHealth>> Handle(Query query, CancellationToken cancellationToken)
        {
            var now = clock.GetUtcNow();
            var workspace = await workspaces.GetAsync(cancellationToken);
            var calendar = ZonedCalendar.Of(workspace.TimeZone, workspace.WeekStart);
            var today = calendar.DateOf(now);
            var first = today.AddDays(1 - Days);
            var recent = (await runs.ListAsync(now - ErrorWindow, cancellationToken)).ToDictionary(one => one.Id);
            var signs = await vitals.ListAsync(
                workspace.TimeZone,
                calendar.StartOf(first),
                now - LatencyWindow,
                now - CallsWindow,
                cancellationToken
            );
            var found = new List<ConnectionHealth>();
            foreach (var connection in await AllAsync(cancellationToken))
            {
                if (!recent.TryGetValue(connection.Id, out var run) || !signs.TryGetValue(connection.Id, out var sign))
                    continue;
                var days = Enumerable.Range(0, Days).Select(day => DayOf(first.AddDays(day), sign.Days));
                found.Add(Of(connection, run, sign, [.. days], workspace.TimeZone, now));
            }
            return
            [
                .. found.OrderBy(one => Urgency(one.Status)).ThenBy(one => one.Name, StringComparer.OrdinalIgnoreCase),
            ];
        }

        private async Task<List<Connection>> AllAsync(CancellationToken cancellationToken)
        {
            var all = new List<Connection>();
            while (true)
            {
                var page = await connections.ListAsync(all.LastOrDefault()?.Id, AtATime, cancellationToken);
                all.AddRange(page);
                if (page.Count < AtATime)
                    return all;
            }
        }

        private ConnectionHealth Of(
            Connection connection,
            IntegrationRuns run,
            ConnectionVitals sign,
            IReadOnlyList<HealthDay> days,
            string zone,
            DateTimeOffset now
        )
        {
            var descriptor = connectors.Find(connection.Provider)?.Descriptor;
            var paused = connection.Status == ConnectionStatus.Paused;
            var total = sign.Days.Sum(day => day.Finished);
            return new(
                connection.Id,
                connection.Name,
                connection.Provider,
                descriptor?.Name ?? connection.Provider,
                paused ? "paused" : ListIntegrationStatus.Judge(run),
                paused ? null : connection.StatusMessage ?? FirstError(run),
                run.LastChecked,
                connection.LastSuccessAt,
                connection.NextDue,
                sign.NotBefore > now ? sign.NotBefore : null,
                FreshnessOf(connection, zone, now),
                run.Finished == 0 ? null : Math.Round((decimal)run.Failed / run.Finished, 4),
                total == 0 ? null : Math.Round((decimal)(total - sign.Days.Sum(day => day.Failed)) / total, 4),
                sign.LatencyP50,
                sign.LatencyP95,
                sign.RefreshEnds,
                sign.GrantEnded,
                descriptor?.ApiVersionEnds,
                sign.OpenRun,
                days
            )
            {
                Calls = sign.Calls,
                QuotaUsed = sign.QuotaUsed,
            };
        }

        /// <summary>The newest fault, while the last run has one.</summary>
        private static string? FirstError(IntegrationRuns run) =>
            run.Latest is ["succeeded", ..] || run.Errors.Count == 0 ? null : run.Errors[0].Message;

        /// <summary>
        /// Late is what missed two of its times, and a quarter of an hour for the sync itself: the first may follow a sync
        /// by hand at once.
        /// </summary>
        private string FreshnessOf(Connection connection, string zone, DateTimeOffset now)
        {
            if (connection.LastSuccessAt is not { } last)
                return "never";
            if (NextAfter(last) is not { } first || NextAfter(first) is not { } second)
                return "manual";
            return second + TimeSpan.FromMinutes(15) < now ? "late" : "fresh";

            DateTimeOffset? NextAfter(DateTimeOffset at) =>
                cadences.Next(connection.Schedule ?? "manual", connection.ScheduleZone ?? zone, connection.Id, at);
        }

        private static HealthDay DayOf(DateOnly day, IReadOnlyList<RunsOfDay> runs)
        {
            var found = runs.FirstOrDefault(one => one.Day == day);
            return new(
                day,
                found?.Finished ?? 0,
                found switch
                {
                    null => "none",
                    { } one when one.Succeeded == one.Finished => "good",
                    { } one when one.Failed == one.Finished => "bad",
                    _ => "mixed",
                }
            );
        }

        private static int Urgency(string status) =>
            status switch
            {
                "outage" => 0,
                "degraded" => 1,
                "operational" => 2,
                _ => 3,
            };
    }
}

/// <param name="Provider">Key of its provider.</param>
/// <param name="Status">operational, degraded, outage or paused.</param>
/// <param name="Message">What is wrong and what can be done; null where nothing is.</param>
/// <param name="LastChecked">When a run last finished; null before the first.</param>
/// <param name="LastSuccess">When data last arrived; null before the first time.</param>
/// <param name="NextDue">When it is synced next; null for manual ones, and while it waits for a person.</param>
/// <param name="WaitsUntil">Until when its provider's quota is used up; null while it is not.</param>
/// <param name="Freshness">fresh, late, never (nothing arrived yet) or manual (nobody promised when).</param>
/// <param name="ErrorRate">Share of the runs of 24 hours that did not fully succeed, 0 to 1; null where none finished.</param>
/// <param name="Uptime">Share of the runs of 30 days that brought something, 0 to 1; null where none finished.</param>
/// <param name="LatencyP50">Median over the runs of 7 days of the mean duration of a call, in milliseconds; null where none was made.</param>
/// <param name="LatencyP95">The same for the 95th of a hundred.</param>
/// <param name="AccessEnds">When a person has to connect it again; null where no end is known.</param>
/// <param name="AccessEnded">Whether the provider has taken back what it granted.</param>
/// <param name="ApiVersionEnds">The day on which the provider stops serving what Nexus speaks; null where none is announced.</param>
/// <param name="OpenRun">Its run that waits or is under way; null where there is none.</param>
/// <param name="Days">The last 30 days of the workspace, oldest first.</param>
public sealed record ConnectionHealth(
    Guid Id,
    string Name,
    string Provider,
    string ProviderName,
    string Status,
    string? Message,
    DateTimeOffset? LastChecked,
    DateTimeOffset? LastSuccess,
    DateTimeOffset? NextDue,
    DateTimeOffset? WaitsUntil,
    string Freshness,
    decimal? ErrorRate,
    decimal? Uptime,
    decimal? LatencyP50,
    decimal? LatencyP95,
    DateTimeOffset? AccessEnds,
    bool AccessEnded,
    DateOnly? ApiVersionEnds,
    Guid? OpenRun,
    IReadOnlyList<HealthDay> Days
)
{
    /// <summary>Calls to the provider that the runs of the last 24 hours made, which its limits count.</summary>
    public long Calls { get; init; }

    /// <summary>
    /// Share of its limits, of the one nearest to its end, that the provider said to be used with the newest answer of 24
    /// hours that said so, 0 to 1; null where it says nothing.
    /// </summary>
    public decimal? QuotaUsed { get; init; }
}

/// <param name="Runs">Runs that finished on it.</param>
/// <param name="Outcome">good, mixed, bad, or none where no run finished.</param>
public sealed record HealthDay(DateOnly Day, int Runs, string Outcome);
