using Nexus.Application.Storage;
using static Nexus.Infrastructure.Storage.Parameters;

namespace Nexus.Infrastructure.Storage.Kpis;

internal sealed class DimensionValues(WorkspaceTransactions transactions) : IDimensionValues
{
    private const string Values = """
        select d.value
        from nexus.kpi_series s
        join nexus.kpi_series_dimension d
          on d.workspace_id = $1 and d.series_id = s.series_id and d.name = $2
        where s.workspace_id = $1 and s.metric = any ($3) and d.value <> ''
        group by d.value
        order by lower(d.value), d.value
        limit $4
        """;

    public async Task<IReadOnlyList<string>> ListAsync(
        string dimension,
        IReadOnlyCollection<string> metrics,
        int limit,
        CancellationToken cancellationToken
    )
    {
        var session = transactions.Current;
        await using var command = session.Command(
            Values,
            Number(session.Workspace.Value),
            Text(dimension),
            Texts(metrics),
            Number(limit)
        );
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var values = new List<string>();
        while (await reader.ReadAsync(cancellationToken))
            values.Add(reader.GetString(0));
        return values;
    }
}
