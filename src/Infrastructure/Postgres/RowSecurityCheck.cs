using Npgsql;

namespace Nexus.Infrastructure.Postgres;

/// <summary>Looks for tables of workspaces' rows that are not behind the wall.</summary>
public static class RowSecurityCheck
{
    private const string Question = """
        select c.relname::text,
               concat_ws(', ',
                   case when not c.relrowsecurity then 'row-level security is off' end,
                   case when not c.relforcerowsecurity then 'it is not forced on the owner' end,
                   case when not exists (select from pg_policy p where p.polrelid = c.oid) then 'there is no policy' end)
        from pg_class c
        join pg_attribute a on a.attrelid = c.oid and a.attname = 'workspace_id' and not a.attisdropped
        where c.relnamespace = to_regnamespace('nexus') and c.relkind in ('r', 'p')
        order by c.relname
        """;

    /// <summary>What was found.</summary>
    /// <param name="Tables">How many tables hold workspaces' rows.</param>
    /// <param name="Gaps">A phrase for each that is not behind the wall; empty where all are.</param>
    public sealed record Coverage(int Tables, IReadOnlyList<string> Gaps);

    /// <summary>Reads the catalogue; any role may.</summary>
    public static async Task<Coverage> ReadAsync(NpgsqlDataSource pool, CancellationToken cancellationToken)
    {
        await using var ask = pool.CreateCommand(Question);
        await using var tables = await ask.ExecuteReaderAsync(cancellationToken);
        var count = 0;
        var gaps = new List<string>();
        while (await tables.ReadAsync(cancellationToken))
        {
            count++;
            if (tables.GetString(1) is { Length: > 0 } gap)
                gaps.Add($"nexus.{tables.GetString(0)}: {gap}");
        }
        return new Coverage(count, gaps);
    }
}
