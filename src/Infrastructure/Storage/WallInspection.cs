using Npgsql;

namespace Nexus.Infrastructure.Storage;

/// <summary>Walks the server's catalogue and names every way past the wall between workspaces.</summary>
/// <remarks>Reads system tables only, so any role may run it. Each rule answers a hazard that was reproduced: see docs/isolation.md.</remarks>
public static class WallInspection
{
    /// <summary>Tables without tenant data. Whoever adds one says here why it needs no wall.</summary>
    private static readonly string[] Unwalled =
    [
        "schema_migration", // names of migrations
        "master_key", // ids of the operator's keys
        "rate_budget", // hashes of provider quotas, with how many calls are left
        "protection_key", // keys of cookies and forms, sealed with the operator's key
    ];

    /// <summary>Tables of people's own rows: the wall between people stands there, in place of the one between workspaces.</summary>
    private static readonly string[] Personal = ["person", "person_session"];

    /// <summary>Unique indexes that look past their wall. Whoever adds one says here what it tells.</summary>
    private static readonly string[] UniqueForAll =
    [
        "ix_person_email_key", // that an address is taken, to who would take it by an invitation
    ];

    // Those whose names begin with qrtz_ are Quartz's: triggers of the system's own jobs.

    /// <summary>
    /// Functions that run with their owner's rights: they answer one id before a workspace is known, claim work for a node
    /// and tell it whose it is, erase the history of a connection that is disconnected, tell whether a person has granted
    /// the same elsewhere, or name the workspaces of the person, and the people of the workspace, that the transaction has set.
    /// </summary>
    private static readonly string[] DefinerFunctions =
    [
        "find_api_key",
        "find_workspace",
        "first_workspace",
        "find_connection",
        "list_workspaces",
        "claim_syncs",
        "claim_work",
        "erase_changes",
        "find_oauth_state",
        "has_other_grant",
        "find_share_link",
        "find_person",
        "find_session",
        "find_invitation",
        "joined_workspaces",
        "workspace_people",
    ];

    /// <summary>Tables whose rows the directory role may look up, in the columns it is granted.</summary>
    private static readonly string[] DirectoryTables =
    [
        "api_key",
        "workspace",
        "connection",
        "oauth_state",
        "oauth_grant",
        "share_link",
        "person",
        "person_session",
        "membership",
        "invitation",
    ];

    /// <summary>Tables whose rows the claiming functions may lease, in the columns that the directory role is granted.</summary>
    private static readonly string[] DispatchTables = ["sync_schedule", "work_item"];

    /// <summary>Tables that can only grow.</summary>
    private static readonly string[] AppendOnly = ["audit_event", "kpi_point_change"];

    /// <summary>The policy condition as the server prints it, without spaces, brackets and casts to text.</summary>
    private const string Condition = "workspace_id=selectnullifcurrent_setting'nexus.workspace_id',true,''::integer";

    /// <inheritdoc cref="Condition" />
    private const string PersonCondition = "person_id=selectnullifcurrent_setting'nexus.person_id',true,''::uuid";

    /// <summary>
    /// $1 unwalled, $2 definer functions, $3 directory tables, $4 append-only, $5 dispatch tables, $6 condition, $7 personal
    /// tables, $8 unique for all, $9 condition between people.
    /// </summary>
    private const string Breaches = """
        with recursive tenant as (
            select c.oid, c.relname, c.relkind, c.relrowsecurity, c.relforcerowsecurity, c.relispartition,
                   case when personal then 'person_id' else 'workspace_id' end as key,
                   case when personal then $9 else $6 end as wall
            from pg_class c join pg_namespace n on n.oid = c.relnamespace
            cross join lateral (select n.nspname = 'nexus' and c.relname = any ($7)) p(personal)
            where c.relkind in ('r', 'p')
              and (n.nspname = 'nexus' and c.relname <> all ($1) and c.relname not like 'qrtz\_%'
                   or n.nspname !~ '^pg_' and n.nspname <> 'information_schema' and exists (
                       select from pg_attribute a
                       where a.attrelid = c.oid and a.attname = 'workspace_id' and not a.attisdropped))),
        policy as (
            select t.relname, t.wall, p.polname, p.polpermissive, p.polcmd,
                   array(select rolname::text from pg_roles r where r.oid = any (p.polroles)) as roles,
                   0 = any (p.polroles) as everyone,
                   regexp_replace(lower(pg_get_expr(p.polqual, p.polrelid)), '[\s()]|::text|as\s+"nullif"', '', 'g') as visible,
                   regexp_replace(lower(pg_get_expr(p.polwithcheck, p.polrelid)), '[\s()]|::text|as\s+"nullif"', '', 'g') as writable
            from tenant t join pg_policy p on p.polrelid = t.oid),
        serving as (select oid, rolname from pg_roles where rolname in ('nexus_app', 'nexus_dispatcher')),
        privilege as (
            select c.relname, c.relispartition, x.grantee, x.privilege_type
            from pg_class c
            join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'nexus'
            cross join lateral aclexplode(c.relacl) x
            where c.relkind in ('r', 'p', 'v', 'm')),
        reader as (
            select d.refobjid as source, v.oid, v.relname, v.relkind, v.reloptions
            from pg_depend d
            join pg_rewrite r on r.oid = d.objid
            join pg_class v on v.oid = r.ev_class
            where d.classid = 'pg_rewrite'::regclass and d.refclassid = 'pg_class'::regclass
              and v.relkind in ('v', 'm') and v.oid <> d.refobjid),
        dependent as (
            select v.oid, v.relname, v.relkind, v.reloptions from reader v join tenant t on t.oid = v.source
            union
            select v.oid, v.relname, v.relkind, v.reloptions from reader v join dependent of on of.oid = v.source)
        select 'table ' || relname || ' has no column ' || key from tenant t
        where not exists (select from pg_attribute a
                          where a.attrelid = t.oid and a.attname = t.key and not a.attisdropped)
        union all
        select 'table ' || relname || ' does not enable row-level security' from tenant where not relrowsecurity
        union all
        select 'table ' || relname || ' does not force row-level security on its owner' from tenant
        where not relforcerowsecurity
        union all
        select 'table ' || relname || ' lacks the ' || w.kind || ' policy of the wall'
        from tenant t cross join (values (true, 'permissive'), (false, 'restrictive')) w(permissive, kind)
        where not t.relispartition
          and not exists (select from policy p
                          where p.relname = t.relname and p.polpermissive = w.permissive and p.polcmd = '*'
                            and p.visible = t.wall and p.writable = t.wall and 'nexus_app' = any (p.roles))
        union all
        select 'policy ' || polname || ' on ' || relname || ' is not the wall''s own condition' from policy
        where (visible is distinct from wall or writable is distinct from wall or polcmd <> '*' or everyone)
          and not (relname = any ($3) and roles = array['nexus_directory'] and polcmd = 'r' and visible = 'true')
          and not (relname = any ($5) and roles = array['nexus_directory'] and polcmd = '*' and visible = 'true')
        union all
        select 'view ' || relname || ' reads tenant rows as its owner' from dependent
        where relkind = 'v' and not coalesce('security_invoker=true' = any (reloptions)
                                             or 'security_invoker=on' = any (reloptions), false)
        union all
        select 'materialized view ' || relname || ' holds tenant rows without a wall' from dependent where relkind = 'm'
        union all
        select 'function ' || n.nspname || '.' || p.proname || ' runs with its owner''s rights'
        from pg_proc p join pg_namespace n on n.oid = p.pronamespace
        where p.prosecdef and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
          and not (n.nspname = 'nexus' and p.proname = any ($2)
                   and pg_get_userbyid(p.proowner) = 'nexus_directory'
                   and 'search_path=""' = any (p.proconfig)
                   and not exists (select from aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) x
                                   where x.grantee = 0))
        union all
        select 'partition ' || relname || ' is granted to ' || grantee::regrole || ' past its parent''s wall'
        from privilege where relispartition and grantee in (select oid from serving)
        union all
        select 'foreign key ' || f.conname || ' on ' || t.relname || ' does not carry ' || p.key
        from pg_constraint f
        join tenant t on t.oid = f.conrelid
        join tenant p on p.oid = f.confrelid
        where f.contype = 'f' and not exists (
            select from unnest(f.conkey, f.confkey) k(own, other)
            join pg_attribute a on a.attrelid = f.conrelid and a.attnum = k.own and a.attname = p.key
            join pg_attribute b on b.attrelid = f.confrelid and b.attnum = k.other and b.attname = p.key)
        union all
        select 'unique index ' || i.indexrelid::regclass || ' does not begin with ' || t.key
        from pg_index i join tenant t on t.oid = i.indrelid
        left join pg_attribute a on a.attrelid = t.oid and a.attnum = i.indkey[0]
        where i.indisunique and a.attname is distinct from t.key
          and (select relname from pg_class where oid = i.indexrelid) <> all ($8)
        union all
        select 'role ' || s.rolname || ' owns ' || c.relname
        from pg_class c join serving s on s.oid = c.relowner where c.relpersistence <> 't'
        union all
        select 'role ' || r.rolname || ' may bypass row-level security or change roles'
        from pg_roles r
        where r.rolname in ('nexus_app', 'nexus_dispatcher', 'nexus_owner', 'nexus_directory')
          and (r.rolsuper or r.rolbypassrls or r.rolcreaterole or r.rolreplication)
        union all
        select 'role ' || s.rolname || ' is a member of ' || m.roleid::regrole
        from pg_auth_members m join serving s on s.oid = m.member
        union all
        select 'table ' || relname || ' grants ' || lower(privilege_type) || ' to ' || grantee::regrole
        from privilege
        where grantee in (select oid from serving) and privilege_type in ('TRUNCATE', 'REFERENCES', 'TRIGGER')
        union all
        select 'relation ' || relname || ' grants ' || lower(privilege_type) || ' to everyone'
        from privilege where grantee = 0
        union all
        select 'table ' || relname || ' keeps history but grants ' || lower(privilege_type)
        from privilege
        where relname = any ($4) and grantee in (select oid from serving) and privilege_type in ('UPDATE', 'DELETE')
        union all
        select 'default privileges grant future objects to ' || x.grantee::regrole
        from pg_default_acl d cross join lateral aclexplode(d.defaclacl) x
        where x.grantee in (select oid from serving)
        """;

    /// <summary>One sentence per breach; none on a sound database.</summary>
    public static async Task<IReadOnlyList<string>> FindBreachesAsync(
        NpgsqlConnection connection,
        CancellationToken cancellationToken
    )
    {
        await using var find = new NpgsqlCommand(Breaches, connection);
        foreach (var names in new[] { Unwalled, DefinerFunctions, DirectoryTables, AppendOnly, DispatchTables })
            find.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = names });
        find.Parameters.Add(new NpgsqlParameter<string> { TypedValue = Condition });
        find.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = Personal });
        find.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = UniqueForAll });
        find.Parameters.Add(new NpgsqlParameter<string> { TypedValue = PersonCondition });
        var breaches = new List<string>();
        await using var reader = await find.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            breaches.Add(reader.GetString(0));
        return breaches;
    }
}
