using System.Globalization;
using Microsoft.EntityFrameworkCore.Migrations;
using Nexus.Infrastructure.Scheduling;
using Quartz;

namespace Nexus.Migrations;

/// <summary>The tables of Quartz: which system job is due. They hold no tenant data, so they stand outside the wall.</summary>
internal static class QuartzTables
{
    private const string Script = "Quartz.Impl.AdoJobStore.Schema.create_postgres.sql";

    /// <remarks>
    /// The script comes with the package, whose version is pinned; it creates what is missing and drops nothing. A later
    /// version with other tables gets a migration that alters them, as its release notes say.
    /// </remarks>
    public static void Build(MigrationBuilder migration)
    {
        using var stream =
            typeof(IScheduler).Assembly.GetManifestResourceStream(Script)
            ?? throw new InvalidOperationException($"This version of Quartz has no {Script}.");
        using var reader = new StreamReader(stream);
        var plain = QuartzStore.TablePrefix[(QuartzStore.TablePrefix.IndexOf('.', StringComparison.Ordinal) + 1)..];
        foreach (var statement in reader.ReadToEnd().ReplaceLineEndings("\n").Split("\n--;;\n"))
        {
            if (!string.IsNullOrWhiteSpace(statement))
                migration.Sql(string.Format(CultureInfo.InvariantCulture, statement, QuartzStore.TablePrefix, plain));
        }
        // Two nodes that start at the same moment would both insert these rows, and one of them would not start.
        migration.Sql(
            $"""
            insert into {QuartzStore.TablePrefix}locks (sched_name, lock_name)
            values ('{QuartzStore.Scheduler}', 'TRIGGER_ACCESS'), ('{QuartzStore.Scheduler}', 'STATE_ACCESS');
            """
        );
        migration.Sql(
            """
            do $$
            declare quartz_table text;
            begin
                for quartz_table in select tablename from pg_tables where schemaname = 'nexus' and tablename like 'qrtz\_%'
                loop
                    execute format('grant select, insert, update, delete on nexus.%I to nexus_app', quartz_table);
                end loop;
            end $$;
            """
        );
    }

    public static void Drop(MigrationBuilder migration) =>
        migration.Sql(
            """
            do $$
            declare quartz_table text;
            begin
                for quartz_table in select tablename from pg_tables where schemaname = 'nexus' and tablename like 'qrtz\_%'
                loop
                    execute format('drop table nexus.%I cascade', quartz_table);
                end loop;
            end $$;
            """
        );
}
