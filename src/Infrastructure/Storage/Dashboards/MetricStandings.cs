using Nexus.Application.Storage;
using Nexus.Domain.Integrations;
using Nexus.Infrastructure.Storage.Connections;
using static Nexus.Infrastructure.Storage.Parameters;

namespace Nexus.Infrastructure.Storage.Dashboards;

internal sealed class MetricStandings(WorkspaceTransactions transactions) : IMetricStandings
{
    /// <remarks>
    /// What the source says about its data comes with every point; the newest of up to 20 series speak for all. Days are
    /// read from the rollups where there are some, which know the newest one without looking at every series. That others
    /// are left out is said where they are looked up: a condition of the join is checked when they have been.
    /// </remarks>
    private const string Standings = $"""
        with levels as materialized (
            select s.metric, s.connection_id, s.granularity, s.dimension_names, s.currency,
                   bool_and(s.additive) and s.granularity > 0 as rolled
            from nexus.kpi_series s where s.workspace_id = $1 and s.metric = any ($2) group by 1, 2, 3, 4, 5),
        reached as (
            select l.metric, l.connection_id, max(coalesce(r.last, p.last)) as last
            from levels l
            left join lateral (
                select r.day::timestamp at time zone 'UTC' as last from nexus.kpi_rollup_day r
                where r.workspace_id = $1 and r.metric = l.metric and r.connection_id = l.connection_id
                  and r.granularity = l.granularity and r.dimension_names = l.dimension_names and r.currency = l.currency
                order by r.day desc limit 1) r on l.rolled
            left join lateral (
                select max(x.ts) as last from nexus.kpi_series s
                cross join lateral (
                    select p.ts from nexus.kpi_point p where p.workspace_id = $1 and p.series_id = s.series_id
                    order by p.ts desc limit 1) x
                where not l.rolled and s.workspace_id = $1 and s.metric = l.metric and s.connection_id = l.connection_id
                  and s.granularity = l.granularity and s.dimension_names = l.dimension_names
                  and s.currency = l.currency) p on true
            group by 1, 2)
        select reached.metric, c.connection_id, c.public_id, c.provider, c.name, c.status, c.schedule, c.schedule_zone,
               {LastSuccess.OfConnection}, reached.last,
               array(select distinct q.note
                     from (select s.series_id from nexus.kpi_series s
                           where s.workspace_id = $1 and s.metric = reached.metric and s.connection_id = reached.connection_id
                           limit 20) s
                     cross join lateral (
                         select p.metadata from nexus.kpi_point p
                         where p.workspace_id = $1 and p.series_id = s.series_id order by p.ts desc limit 1) p
                     cross join lateral jsonb_array_elements_text(
                         case jsonb_typeof(p.metadata -> 'quality') when 'array' then p.metadata -> 'quality' else '[]' end) q(note)
                     order by 1)
        from reached
        join nexus.connection c on c.workspace_id = $1 and c.connection_id = reached.connection_id
        where reached.last is not null
        order by 1, 2
        """;

    public async Task<IReadOnlyList<MetricStanding>> ListAsync(
        IReadOnlyCollection<string> metrics,
        CancellationToken cancellationToken
    )
    {
        var session = transactions.Current;
        await using var command = session.Command(Standings, Number(session.Workspace.Value), Texts(metrics));
        await command.PrepareAsync(cancellationToken);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var standings = new List<MetricStanding>();
        while (await reader.ReadAsync(cancellationToken))
        {
            standings.Add(
                new MetricStanding(
                    reader.GetString(0),
                    new KpiSource(reader.GetInt32(1), reader.GetGuid(2), reader.GetString(3), reader.GetString(4)),
                    RunNames.Parse<ConnectionStatus>(reader.GetString(5)),
                    reader.TextOrNull(6),
                    reader.TextOrNull(7),
                    reader.InstantOrNull(8),
                    reader.GetDateTime(9),
                    await reader.GetFieldValueAsync<string[]>(10, cancellationToken)
                )
            );
        }
        return standings;
    }
}
