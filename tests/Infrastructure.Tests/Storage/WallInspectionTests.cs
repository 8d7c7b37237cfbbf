using System.Text.RegularExpressions;
using Nexus.Infrastructure.Storage;
using Nexus.Testing;
using Nexus.Testing.Postgres;
using Npgsql;

namespace Nexus.Infrastructure.Tests.Storage;

public sealed partial class WallInspectionTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private const string Wall = "workspace_id = (select nullif(current_setting('nexus.workspace_id', true), '')::int)";

    private const string SoundTable = $"""
        create table nexus.plant (workspace_id int not null, id int not null, primary key (workspace_id, id));
        alter table nexus.plant owner to nexus_owner;
        alter table nexus.plant enable row level security;
        alter table nexus.plant force row level security;
        create policy wall on nexus.plant as permissive for all to nexus_app using ({Wall}) with check ({Wall});
        create policy guard on nexus.plant as restrictive for all to nexus_app using ({Wall}) with check ({Wall});
        grant select, insert on nexus.plant to nexus_app;
        """;

    /// <summary>What is planted, and a part of the sentence that must name it.</summary>
    public static TheoryData<string, string> Offenders =>
        new()
        {
            { "alter table nexus.plant no force row level security", "plant does not force" },
            { "alter table nexus.plant disable row level security", "plant does not enable" },
            {
                $"drop policy wall on nexus.plant; create policy wall on nexus.plant for all to nexus_app using ({Wall}) with check (workspace_id > 0)",
                "policy wall on plant"
            },
            { "create policy open on nexus.plant for select to nexus_app using (true)", "policy open on plant" },
            {
                $"create policy lax on nexus.plant for all to nexus_app using ({Wall} or current_setting('nexus.workspace_id', true) is null)",
                "policy lax on plant"
            },
            { "create view nexus.peek as select * from nexus.plant", "view peek" },
            {
                """
                    create view nexus.sound with (security_invoker = true) as select * from nexus.plant;
                    create view nexus.peek as select * from nexus.sound
                    """,
                "view peek"
            },
            { "create materialized view nexus.hoard as select * from nexus.plant", "materialized view hoard" },
            {
                "create function nexus.leak() returns bigint language sql security definer as 'select count(*) from nexus.plant'",
                "function nexus.leak"
            },
            {
                """
                    create table nexus.parts (workspace_id int not null, id int not null) partition by hash (workspace_id);
                    create table nexus.part_0 partition of nexus.parts for values with (modulus 1, remainder 0);
                    grant select on nexus.part_0 to nexus_app
                    """,
                "partition part_0"
            },
            {
                """
                    create table nexus.parent (workspace_id int not null, id int primary key);
                    alter table nexus.plant add constraint stray foreign key (id) references nexus.parent (id)
                    """,
                "foreign key stray"
            },
            { "create unique index everyone on nexus.plant (id)", "unique index nexus.everyone" },
            { "alter table nexus.plant owner to nexus_app", "nexus_app owns plant" },
            { "alter role nexus_app bypassrls", "role nexus_app may bypass" },
            { "alter role nexus_app superuser", "role nexus_app may bypass" },
            { "grant nexus_owner to nexus_app", "nexus_app is a member of nexus_owner" },
            { "grant truncate on nexus.plant to nexus_app", "plant grants truncate" },
            { "grant select on nexus.plant to public", "plant grants select to everyone" },
            { "grant update on nexus.audit_event to nexus_app", "audit_event keeps history" },
            { "grant delete on nexus.kpi_point_change to nexus_app", "kpi_point_change keeps history" },
            {
                "alter default privileges in schema nexus grant select on tables to nexus_app",
                "default privileges grant"
            },
            { "create table nexus.forgotten (id int)", "forgotten has no column workspace_id" },
            {
                "create schema elsewhere; create table elsewhere.stray (workspace_id int primary key)",
                "stray does not enable"
            },
            { "alter table nexus.person no force row level security", "person does not force" },
            { "alter table nexus.person_session disable row level security", "person_session does not enable" },
            { "create policy open on nexus.person for select to nexus_app using (true)", "policy open on person" },
            {
                "create policy other on nexus.person_session for all to nexus_app using (current_workspace > 0) with check (current_workspace > 0)",
                "policy other on person_session"
            },
            { "create unique index names on nexus.person (name)", "unique index nexus.names" },
            {
                """
                    alter table nexus.person add constraint by_address unique (person_id, email);
                    alter table nexus.plant add column email text;
                    alter table nexus.plant add column person uuid;
                    alter table nexus.plant add constraint stray foreign key (person, email) references nexus.person (person_id, email)
                    """,
                "foreign key stray"
            },
            { "alter function nexus.find_api_key(bytea) owner to nexus_owner", "function nexus.find_api_key" },
            { "grant execute on function nexus.first_workspace() to public", "function nexus.first_workspace" },
        };

    [Fact]
    public async Task The_migrated_schema_has_no_way_past_the_wall()
    {
        await using var connection = await postgres.App.OpenConnectionAsync();

        Assert.Empty(await WallInspection.FindBreachesAsync(connection, CancellationToken.None));
    }

    [Fact]
    public async Task A_table_with_the_whole_wall_is_no_breach() => Assert.Empty(await InspectWithAsync(""));

    [Theory, MemberData(nameof(Offenders))]
    public async Task A_planted_offender_is_named(string plant, string sentence)
    {
        var breaches = await InspectWithAsync(plant);

        Assert.Contains(breaches, breach => breach.Contains(sentence, StringComparison.Ordinal));
    }

    /// <remarks>What a session keeps, the next borrower of its connection might have; that they are reset is the second net.</remarks>
    [Fact]
    public void No_code_leaves_anything_in_a_session() => Assert.Empty(SessionSettings(Sources()));

    [Theory]
    [InlineData("select set_config('nexus.workspace_id', $1, false)")]
    [InlineData("SET nexus.workspace_id = 7")]
    [InlineData("set session nexus.workspace_id to '7'")]
    [InlineData("No Reset On Close=true")]
    [InlineData("select set_config('work_mem', '1GB', false)")]
    [InlineData("set session role nexus_owner")]
    [InlineData("select pg_advisory_lock($1)")]
    [InlineData("select pg_try_advisory_lock_shared($1)")]
    [InlineData("\"listen nexus_changes\"")]
    [InlineData("declare c cursor with hold for select 1")]
    [InlineData("create temp table t (n int)")]
    [InlineData("create temp table t (n int) on commit delete rows")]
    public void A_planted_session_setting_is_found(string code) => Assert.Single(SessionSettings([("planted", code)]));

    /// <summary>Plants in a transaction that is rolled back, so that roles and tables of others never change.</summary>
    private async Task<IReadOnlyList<string>> InspectWithAsync(string plant)
    {
        await using var connection = new NpgsqlConnection(postgres.Database.Administrator);
        await connection.OpenAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var sow = new NpgsqlCommand($"{SoundTable} {plant}", connection, transaction);
        await sow.ExecuteNonQueryAsync();
        return await WallInspection.FindBreachesAsync(connection, CancellationToken.None);
    }

    private static IEnumerable<(string Name, string Text)> Sources() =>
        new[] { "src", "migrations" }
            .SelectMany(folder =>
                Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*.cs", SearchOption.AllDirectories)
            )
            .Select(file => (file, File.ReadAllText(file)));

    private static IEnumerable<string> SessionSettings(IEnumerable<(string Name, string Text)> sources) =>
        sources
            .Where(source =>
                SessionSetting().IsMatch(source.Text)
                || TemporaryTable().Count(source.Text) > DroppedTable().Count(source.Text)
            )
            .Select(source => source.Name);

    [GeneratedRegex(
        @"set_config\([^)]*,\s*false\s*\)|\bset\s+(session\s+)?nexus\.|\bset\s+session\b|pg_(try_)?advisory_lock|""listen\b|\bwith\s+hold\b|no\s*reset\s*on\s*close|NoResetOnClose",
        RegexOptions.IgnoreCase,
        1000
    )]
    private static partial Regex SessionSetting();

    [GeneratedRegex(@"create\s+temp(orary)?\s+table", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex TemporaryTable();

    [GeneratedRegex(@"on\s+commit\s+drop", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex DroppedTable();
}
