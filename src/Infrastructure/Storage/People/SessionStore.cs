using Nexus.Application.Storage;
using Nexus.Domain.Workspaces;
using Npgsql;
using static Nexus.Infrastructure.Storage.Parameters;

namespace Nexus.Infrastructure.Storage.People;

internal sealed class SessionStore(
    NpgsqlDataSource source,
    PersonStatements statements,
    TokenMemory<KnownSession> memory,
    TimeProvider clock
) : ISessions
{
    private static readonly TimeSpan UseResolution = TimeSpan.FromMinutes(1);

    private const string Columns =
        "session_id, person_id, current_workspace, address, agent, created_at, last_used_at, expires_at";

    public Task AddAsync(Session session, byte[] tokenHash, CancellationToken cancellationToken) =>
        statements.ExecuteAsync(
            session.Person,
            $"""
            with ended as (delete from nexus.person_session where person_id = $3 and expires_at <= $7)
            insert into nexus.person_session (token_hash, {Columns}) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
            """,
            [
                Bytes(tokenHash),
                Id(session.Id),
                Id(session.Person),
                Number(session.Workspace.Value),
                Text(session.Address),
                Text(session.Agent),
                Instant(session.CreatedAt),
                Instant(session.LastUsedAt),
                Instant(session.ExpiresAt),
            ],
            cancellationToken
        );

    public Task<KnownSession?> FindAsync(byte[] tokenHash, CancellationToken cancellationToken) =>
        memory.FindAsync(tokenHash, token => ReadAsync(tokenHash, token), cancellationToken);

    public Task RecordUseAsync(
        Guid person,
        Guid session,
        DateTimeOffset at,
        DateTimeOffset expiresAt,
        CancellationToken cancellationToken
    ) =>
        statements.ExecuteAsync(
            person,
            """
            update nexus.person_session set last_used_at = $3, expires_at = $4
            where person_id = $1 and session_id = $2 and last_used_at <= $5
            """,
            [Id(person), Id(session), Instant(at), Instant(expiresAt), Instant(at - UseResolution)],
            cancellationToken
        );

    public Task<IReadOnlyList<Session>> ListAsync(Guid person, CancellationToken cancellationToken) =>
        statements.ReadAsync(
            person,
            $"""
            select {Columns} from nexus.person_session where person_id = $1 and expires_at > $2
            order by last_used_at desc, session_id desc
            """,
            [Id(person), Instant(clock.GetUtcNow())],
            row => Read(row),
            cancellationToken
        );

    public async Task<bool> EndAsync(Guid person, Guid session, CancellationToken cancellationToken)
    {
        var ended = await statements.ExecuteAsync(
            person,
            "delete from nexus.person_session where person_id = $1 and session_id = $2",
            [Id(person), Id(session)],
            cancellationToken
        );
        memory.Forget(known => known.Session.Id == session);
        return ended > 0;
    }

    public async Task<int> EndOthersAsync(Guid person, Guid but, CancellationToken cancellationToken)
    {
        var ended = await statements.ExecuteAsync(
            person,
            "delete from nexus.person_session where person_id = $1 and session_id <> $2",
            [Id(person), Id(but)],
            cancellationToken
        );
        memory.Forget(known => known.Person.Id == person && known.Session.Id != but);
        return ended;
    }

    public async Task MoveAsync(Guid person, Guid session, WorkspaceId workspace, CancellationToken cancellationToken)
    {
        await statements.ExecuteAsync(
            person,
            "update nexus.person_session set current_workspace = $3 where person_id = $1 and session_id = $2",
            [Id(person), Id(session), Number(workspace.Value)],
            cancellationToken
        );
        memory.Forget(known => known.Session.Id == session);
    }

    /// <remarks>
    /// The statements of a batch are one transaction: the person and the workspace that the first two set hold for the
    /// third, which reads behind both walls, and are gone when the answer arrives.
    /// </remarks>
    private async Task<KnownSession?> ReadAsync(byte[] tokenHash, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection);
        batch.Add(
            "select set_config('nexus.person_id', coalesce(nexus.find_session($1)::text, ''), true)",
            Bytes(tokenHash)
        );
        batch.Add(
            """
            select set_config('nexus.workspace_id',
                              coalesce((select min(current_workspace)::text from nexus.person_session where token_hash = $1), ''),
                              true)
            """,
            Bytes(tokenHash)
        );
        batch.Add(
            """
            select s.session_id, s.person_id, s.current_workspace, s.address, s.agent, s.created_at, s.last_used_at,
                   s.expires_at, p.name, p.email, m.role, w.public_id, w.name, w.time_zone, w.currency, w.week_start,
                   w.data_version
            from nexus.person_session s
            join nexus.person p on p.person_id = s.person_id
            join nexus.membership m on m.workspace_id = s.current_workspace and m.person_id = s.person_id
            join nexus.workspace w on w.workspace_id = m.workspace_id
            where s.token_hash = $1 and s.expires_at > $2
            """,
            Bytes(tokenHash),
            Instant(clock.GetUtcNow())
        );
        await batch.PrepareAsync(cancellationToken);
        await using var row = await batch.ExecuteReaderAsync(cancellationToken);
        await row.NextResultAsync(cancellationToken);
        await row.NextResultAsync(cancellationToken);
        return await row.ReadAsync(cancellationToken) ? ReadKnown(row) : null;
    }

    private static KnownSession ReadKnown(NpgsqlDataReader row)
    {
        var session = Read(row);
        return new(
            session,
            new Person(session.Person, row.GetString(8), row.GetString(9)),
            new Workspace(
                session.Workspace,
                row.GetGuid(11),
                row.GetString(12),
                row.GetString(13),
                row.GetString(14),
                (DayOfWeek)row.GetInt16(15),
                row.GetInt64(16)
            ),
            Roles.Read(row.GetString(10))
        );
    }

    private static Session Read(NpgsqlDataReader row) =>
        new(
            row.GetGuid(0),
            row.GetGuid(1),
            new WorkspaceId(row.GetInt32(2)),
            row.GetString(3),
            row.GetString(4),
            row.GetFieldValue<DateTimeOffset>(5),
            row.GetFieldValue<DateTimeOffset>(6),
            row.GetFieldValue<DateTimeOffset>(7)
        );
}
