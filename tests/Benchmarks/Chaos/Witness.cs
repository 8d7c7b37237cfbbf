using Nexus.Benchmarks.Running;

namespace Nexus.Benchmarks.Chaos;

/// <summary>Notes in the database who writes to what a run writes to, and who holds the connection's lease at that moment.</summary>
/// <remarks>Triggers of the superuser's: they see what is committed, whatever a node believes.</remarks>
internal static class Witness
{
    public static Task InstallAsync(BenchmarkDatabase database, CancellationToken cancellationToken) =>
        database.ExecuteAsync(
            """
            create schema witness;
            create table witness.write (connection_id int, writer text, holder text, what text, statement text, at timestamptz);
            create function witness.note() returns trigger language plpgsql security definer as $$
            begin
                insert into witness.write
                select s.connection_id, current_setting('application_name'), s.lease_owner, tg_table_name, left(regexp_replace(current_query(), '\s+', ' ', 'g'), 60),
                       clock_timestamp()
                from (select distinct connection_id from changed) c
                join nexus.sync_schedule s on s.connection_id = c.connection_id;
                return null;
            end $$;
            do $$
            declare
                of text;
                on_what text;
            begin
                foreach of in array array['source_record', 'connection_stream', 'sync_run', 'projection_dirty', 'kpi_series'] loop
                    foreach on_what in array array['insert', 'update'] loop
                        execute format('create trigger witness_%s after %s on nexus.%I referencing new table as changed
                                        for each statement execute function witness.note()', on_what, on_what, of);
                    end loop;
                end loop;
            end $$;
            """,
            cancellationToken
        );

    /// <summary>Committed writes of nodes that did not hold the lease of what they wrote to. Those of the benchmark itself do not count.</summary>
    public static Task<long> StaleAsync(BenchmarkDatabase database, CancellationToken cancellationToken) =>
        database.AskAsync<long>(
            "select count(*) from witness.write where writer like 'node-%' and writer is distinct from holder",
            cancellationToken
        );

    /// <summary>The first of those writes, for people; empty where there are none.</summary>
    public static Task<string> StaleTextAsync(BenchmarkDatabase database, CancellationToken cancellationToken) =>
        database.AskAsync<string>(
            """
            select coalesce(string_agg(concat_ws(' ', at, writer, coalesce(holder, 'nobody'), what, statement), E'\n' order by at), '')
            from (select * from witness.write where writer like 'node-%' and writer is distinct from holder
                  order by at limit 10) stale
            """,
            cancellationToken
        );

    /// <summary>Connections that one of the frozen nodes wrote to before another did.</summary>
    public static Task<long> TakenOverAsync(BenchmarkDatabase database, CancellationToken cancellationToken) =>
        database.AskAsync<long>(
            """
            select count(*) from (select connection_id from witness.write where writer like 'node-%'
                                  group by connection_id having count(distinct writer) > 1) taken
            """,
            cancellationToken
        );

    public static Task RemoveAsync(BenchmarkDatabase database, CancellationToken cancellationToken) =>
        database.ExecuteAsync("drop schema witness cascade", cancellationToken);
}
