using System.Collections.Concurrent;
using Nexus.Domain.Workspaces;
using Nexus.Infrastructure.Postgres;
using Nexus.Infrastructure.Storage;
using Nexus.Testing.Postgres;
using Nexus.Testing.Storage;
using Npgsql;
using static Nexus.Infrastructure.Storage.Parameters;

namespace Nexus.Infrastructure.Tests.Storage;

/// <summary>Many workspaces on few connections: what one borrower leaves behind must never reach the next.</summary>
public sealed class PooledConnectionTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private const int Workspaces = 50;
    private const int Connections = 5;
    private const int Operations = 100_000;
    private const int Workers = 16;

    /// <summary>What kinds of operations there are; as many of each, but for <see cref="Cancelled"/>.</summary>
    private const int Kinds = 20;

    /// <summary>One that is broken off while the server is busy with it, by way of a connection, and a process of the server's, of its own.</summary>
    private const int Cancelled = 13;

    /// <summary>A change that is one batch and has no frame: the server takes it for a transaction.</summary>
    private const int OnePiece = 16;

    private const string Touch =
        "update nexus.custom_metric set name = name where metric = 'custom.mark' returning workspace_id";

    [Fact]
    public async Task No_row_of_another_workspace_is_ever_seen_whatever_the_borrower_before_did()
    {
        await using var pool = Pool(Connections);
        await using var nexus = new NexusServices(pool, TimeProvider.System);
        var workspaces = new List<WorkspaceId>();
        for (var i = 0; i < Workspaces; i++)
            workspaces.Add(await nexus.CreateWorkspaceAsync());
        foreach (var workspace in workspaces)
            await InsertMarkAsync(pool, workspace, CancellationToken.None);
        var tally = new Tally();

        var perWorker = Operations / Workers;
        await Task.WhenAll(
            Enumerable
                .Range(0, Workers)
                .Select(worker => WorkAsync(pool, workspaces, perWorker, new Random(worker), tally))
        );

        Assert.Empty(tally.Foreign);
        Assert.Equal(perWorker * Workers, tally.Finished + tally.Aborted);
        Assert.True(tally.Aborted > Operations / 10, "Too few aborts to prove anything.");
        Assert.True(tally.Refused > Operations / 100, "Too few attempts on foreign rows to prove anything.");
        await AssertNothingIsLeftAsync(pool);
    }

    [Theory]
    [InlineData("select set_config('nexus.workspace_id', '7', FALSE)")]
    [InlineData("select pg_advisory_lock(1)")]
    [InlineData("create temp table left_behind ()")]
    [InlineData("listen nobody")]
    [InlineData("set default_transaction_read_only = on")]
    public async Task What_is_planted_for_longer_than_a_transaction_is_found(string plant)
    {
        await using var pool = Pool(1);
        await using (var leave = pool.CreateCommand(plant))
            await leave.ExecuteNonQueryAsync();

        Assert.NotEqual("", await LeftAsync(pool));
    }

    [Fact]
    public async Task A_connection_without_a_workspace_sees_nothing_and_can_write_nothing_fresh_or_used()
    {
        await using var pool = Pool(1);
        await AssertBlindAsync(pool);

        await using var nexus = new NexusServices(pool, TimeProvider.System);
        await InsertMarkAsync(pool, await nexus.CreateWorkspaceAsync(), CancellationToken.None);

        await AssertBlindAsync(pool);
    }

    [Fact]
    public async Task Of_a_change_in_one_piece_that_fails_midway_nothing_is_stored()
    {
        await using var pool = Pool(1);
        await using var nexus = new NexusServices(pool, TimeProvider.System);
        var workspace = await nexus.CreateWorkspaceAsync();
        await InsertMarkAsync(pool, workspace, CancellationToken.None);
        await using (var session = await WorkspaceSession.DeferWritesAsync(pool, workspace, CancellationToken.None))
        {
            var batch = new NpgsqlBatchCommand[] { new(Touch.Replace("= name", "= 'Spoilt'")), new("select 1/0") };
            await Assert.ThrowsAsync<PostgresException>(async () =>
            {
                await using var answers = await session.ReadAsync(batch, last: true, CancellationToken.None);
                while (await answers.NextResultAsync()) { }
            });
        }

        Assert.Equal(["False"], await nexus.RowsAsync(workspace, "select name = 'Spoilt' from nexus.custom_metric"));
        Assert.Equal("", await LeftAsync(pool));
    }

    [Fact]
    public async Task What_follows_a_change_in_one_piece_is_a_transaction_of_the_same_workspace()
    {
        await using var pool = Pool(1);
        await using var nexus = new NexusServices(pool, TimeProvider.System);
        var workspace = await nexus.CreateWorkspaceAsync();
        await InsertMarkAsync(pool, workspace, CancellationToken.None);
        await using (var session = await WorkspaceSession.DeferWritesAsync(pool, workspace, CancellationToken.None))
        {
            foreach (var last in new[] { true, false, true, true })
            {
                await using var answers = await session.ReadAsync([new(Touch)], last, CancellationToken.None);
                Assert.True(await answers.ReadAsync());
                Assert.Equal(workspace.Value, answers.GetInt32(0));
            }
            await using (await session.ReadAsync([new(Touch.Replace("= name", "= 'Left open'"))], last: false, default))
            { }
        }

        Assert.Equal(["False"], await nexus.RowsAsync(workspace, "select name = 'Left open' from nexus.custom_metric"));
        Assert.Equal("", await LeftAsync(pool));
    }

    [Fact]
    public async Task A_session_level_setting_would_leak_which_is_why_none_is_made()
    {
        // Were the workspace set for the session, the next transaction would see it.
        await using var nexus = new NexusServices(postgres.App, TimeProvider.System);
        var workspace = await nexus.CreateWorkspaceAsync();
        await using var connection = await postgres.App.OpenConnectionAsync();
        await using (
            var leak = new NpgsqlCommand(
                $"select set_config('nexus.workspace_id', '{workspace}', {"FALSE"})",
                connection
            )
        )
            await leak.ExecuteNonQueryAsync();

        await using var look = new NpgsqlCommand("select count(*) from nexus.workspace", connection);

        Assert.Equal(1L, await look.ExecuteScalarAsync());
    }

    /// <summary>As the product makes it, but that no connection is reset between two borrowers: the second net is taken away.</summary>
    private NpgsqlDataSource Pool(int connections) =>
        NamedPool.Create(
            "test",
            new NpgsqlConnectionStringBuilder(postgres.Connections.App)
            {
                MaxPoolSize = connections,
                NoResetOnClose = true,
            }.ConnectionString
        );

    private static async Task AssertNothingIsLeftAsync(NpgsqlDataSource pool)
    {
        var all = await Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => pool.OpenConnectionAsync().AsTask()));
        foreach (var connection in all)
        {
            await using (connection)
                Assert.Equal("", await LeftAsync(connection));
        }
    }

    private static async Task<string> LeftAsync(NpgsqlDataSource pool)
    {
        await using var connection = await pool.OpenConnectionAsync();
        return await LeftAsync(connection);
    }

    /// <summary>What a session has that a new one has not.</summary>
    private static async Task<string> LeftAsync(NpgsqlConnection connection)
    {
        await using var look = new NpgsqlCommand(
            """
            select concat_ws(', ',
                nullif(current_setting('nexus.workspace_id', true), ''),
                (select string_agg(name, ', ') from pg_settings where source = 'session' and setting <> reset_val),
                (select 'a lock' from pg_locks where pid = pg_backend_pid() and locktype = 'advisory' limit 1),
                (select 'a table' from pg_class where relnamespace = pg_my_temp_schema() limit 1),
                (select 'a channel' from pg_listening_channels() limit 1),
                (select 'a cursor' from pg_cursors where is_holdable limit 1))
            """,
            connection
        );
        return (string)(await look.ExecuteScalarAsync())!;
    }

    private static async Task WorkAsync(
        NpgsqlDataSource pool,
        List<WorkspaceId> workspaces,
        int operations,
        Random random,
        Tally tally
    )
    {
        for (var i = 0; i < operations; i++)
        {
            var own = workspaces[random.Next(workspaces.Count)];
            var foreign = workspaces[random.Next(workspaces.Count)];
            using var cancel = new CancellationTokenSource();
            try
            {
                await OperateAsync(pool, own, foreign, Kind(random), cancel, tally);
                Interlocked.Increment(ref tally.Finished);
            }
            catch (Exception e) when (e is OperationCanceledException or PostgresException or AbortedException)
            {
                Interlocked.Increment(ref tally.Aborted);
            }
        }
    }

    /// <summary>Of five operations that would be cancelled one is: a thousand of them show what there is to see.</summary>
    private static int Kind(Random random)
    {
        var kind = random.Next(Kinds);
        return kind == Cancelled && random.Next(5) > 0 ? random.Next(Cancelled) : kind;
    }

    private static async Task OperateAsync(
        NpgsqlDataSource pool,
        WorkspaceId own,
        WorkspaceId foreign,
        int kind,
        CancellationTokenSource cancel,
        Tally tally
    )
    {
        await using var session =
            kind < 5 ? await WorkspaceSession.DeferAsync(pool, own, cancel.Token)
            : kind is 15 or OnePiece ? await WorkspaceSession.DeferWritesAsync(pool, own, cancel.Token)
            : await WorkspaceSession.OpenAsync(pool, own, kind < 10, cancel.Token);
        if (kind < 5)
        {
            var statement = kind == 0 ? "select 1/0" : "select workspace_id from nexus.workspace";
            await using var reader = await session.ReadAsync([new(statement)], last: kind == 1, cancel.Token);
            while (await reader.ReadAsync(cancel.Token))
            {
                if (reader.GetInt32(0) != own.Value)
                    tally.Foreign.Add($"{own} saw a row of {reader.GetInt32(0)}");
            }
        }
        if (kind == 1)
            return;
        if (kind == OnePiece)
        {
            await using var touched = await session.ReadAsync([new(Touch)], last: true, cancel.Token);
            if (!await touched.ReadAsync(cancel.Token) || touched.GetInt32(0) != own.Value)
                tally.Foreign.Add($"{own} did not update its own row");
            if (await touched.ReadAsync(cancel.Token))
                tally.Foreign.Add($"{own} updated another workspace's row");
            return;
        }
        if (kind == 15)
        {
            await using var first = await session.ReadAsync([new("select 1")], last: false, cancel.Token);
        }
        await CheckAsync(session, own, tally);
        switch (kind)
        {
            case < 10:
                break;
            case 10 or 11:
                throw new AbortedException();
            case 12:
                await using (var broken = session.Command("select 1/0"))
                    await broken.ExecuteNonQueryAsync(cancel.Token);
                break;
            case Cancelled:
                await using (var slow = session.Command("select pg_sleep(1)"))
                {
                    cancel.CancelAfter(1);
                    await slow.ExecuteNonQueryAsync(cancel.Token);
                }
                break;
            case 14 or 15:
                await TrespassAsync(session, own, foreign, kind, tally);
                break;
            default:
                await using (var touch = session.Command(Touch))
                {
                    if ((int)(await touch.ExecuteScalarAsync(cancel.Token))! != own.Value)
                        tally.Foreign.Add($"{own} updated another workspace's row");
                }
                await session.CommitAsync();
                break;
        }
    }

    private static async Task CheckAsync(WorkspaceSession session, WorkspaceId own, Tally tally)
    {
        await using var look = session.Command(
            "select workspace_id from nexus.custom_metric union all select workspace_id from nexus.workspace"
        );
        await using var reader = await look.ExecuteReaderAsync();
        var seen = 0;
        while (await reader.ReadAsync())
        {
            seen++;
            if (reader.GetInt32(0) != own.Value)
                tally.Foreign.Add($"{own} saw a row of {reader.GetInt32(0)}");
        }
        if (seen != 2)
            tally.Foreign.Add($"{own} saw {seen} rows instead of its two");
    }

    private static async Task TrespassAsync(
        WorkspaceSession session,
        WorkspaceId own,
        WorkspaceId foreign,
        int kind,
        Tally tally
    )
    {
        if (own == foreign)
            return;
        await using var trespass =
            kind == 14
                ? session.Command(
                    "update nexus.custom_metric set workspace_id = $1 where metric = 'custom.mark'",
                    Number(foreign.Value)
                )
                : session.Command(
                    """
                    insert into nexus.custom_metric (workspace_id, metric, name, unit, aggregation, direction, created_at)
                    values ($1, 'custom.trespass', 'x', 'Number', 'Sum', 'Good', now())
                    """,
                    Number(foreign.Value)
                );
        try
        {
            await trespass.ExecuteNonQueryAsync();
            tally.Foreign.Add($"{own} wrote a row of {foreign}");
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            Interlocked.Increment(ref tally.Refused);
            throw;
        }
    }

    private static async Task InsertMarkAsync(
        NpgsqlDataSource pool,
        WorkspaceId workspace,
        CancellationToken cancellationToken
    )
    {
        await using var session = await WorkspaceSession.OpenAsync(pool, workspace, readOnly: false, cancellationToken);
        await using var insert = session.Command(
            """
            insert into nexus.custom_metric (workspace_id, metric, name, unit, aggregation, direction, created_at)
            values ($1, 'custom.mark', 'Mark', 'Number', 'Sum', 'Good', now())
            """,
            Number(workspace.Value)
        );
        await insert.ExecuteNonQueryAsync(cancellationToken);
        await session.CommitAsync();
    }

    private static async Task AssertBlindAsync(NpgsqlDataSource pool)
    {
        await using var look = pool.CreateCommand(
            "select (select count(*) from nexus.custom_metric) + (select count(*) from nexus.workspace)"
        );
        Assert.Equal(0L, await look.ExecuteScalarAsync());
        await using var write = pool.CreateCommand(
            """
            insert into nexus.custom_metric (workspace_id, metric, name, unit, aggregation, direction, created_at)
            values (1, 'custom.stray', 'x', 'Number', 'Sum', 'Good', now())
            """
        );
        var refused = await Assert.ThrowsAsync<PostgresException>(() => write.ExecuteNonQueryAsync());
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
    }

    private sealed class AbortedException : Exception;

    private sealed class Tally
    {
        public readonly ConcurrentBag<string> Foreign = [];
        public int Finished;
        public int Aborted;
        public int Refused;
    }
}
