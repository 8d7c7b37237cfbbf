using Nexus.Application.Integrations;
using Nexus.Application.Storage;
using Npgsql;
using NpgsqlTypes;
using static Nexus.Infrastructure.Storage.Parameters;

namespace Nexus.Infrastructure.Storage;

internal sealed class AnnotationStore(WorkspaceTransactions transactions, TimeProvider clock) : IAnnotations
{
    private const string Columns = """
        a.annotation_id, a.title, a.text, a.first_day, a.last_day, a.link, a.author, a.metric, a.created_at, a.updated_at,
        c.public_id, c.provider, c.name, c.status
        """;

    private const string From = """
        from nexus.annotation a
        left join nexus.connection c on c.workspace_id = $1 and c.connection_id = a.connection_id
        """;

    private const string ListSql = $"""
        select {Columns} {From}
        where a.workspace_id = $1 and a.deleted_at is null
          and ($2::date is null or a.last_day >= $2) and ($3::date is null or a.first_day < $3)
          and ($4::text is null or a.metric is null or a.metric = $4)
          and ($5::text is null or a.search @@ websearch_to_tsquery('simple', $5))
          and ($6::uuid is null or c.public_id = $6)
          and ($7::uuid is null or (a.first_day, a.annotation_id) <
              (select l.first_day, l.annotation_id from nexus.annotation l where l.workspace_id = $1 and l.annotation_id = $7))
        order by a.first_day desc, a.annotation_id desc limit $8
        """;

    private const string FindSql = $"""
        select {Columns} {From}
        where a.workspace_id = $1 and a.annotation_id = $2 and a.deleted_at is null
        """;

    private const string HoldSql = $"{FindSql} for update of a";

    private const string AddSql = """
        insert into nexus.annotation (workspace_id, annotation_id, title, text, first_day, last_day, link, author, metric,
            created_at, updated_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10)
        """;

    private const string ChangeSql = """
        update nexus.annotation set title = $3, text = $4, first_day = $5, last_day = $6, link = $7, metric = $8, updated_at = $9
        where workspace_id = $1 and annotation_id = $2
        """;

    private const string RemoveSql =
        "update nexus.annotation set deleted_at = $3 where workspace_id = $1 and annotation_id = $2";

    /// <remarks>What comes back is the annotation that it was, so that links to it go on working.</remarks>
    private const string TakeOverSql = """
        insert into nexus.annotation as a (workspace_id, annotation_id, connection_id, external_id, title, text, first_day,
            last_day, link, author, metric, created_at, updated_at)
        select $1, gen_random_uuid(), $2, n.id, n.title, n.text, n.first_day, n.last_day, n.link, n.author, n.metric, $11, $11
        from unnest($3::text[], $4::text[], $5::text[], $6::date[], $7::date[], $8::text[], $9::text[], $10::text[])
            as n(id, title, text, first_day, last_day, link, author, metric)
        order by n.id
        on conflict (workspace_id, connection_id, external_id) do update
        set title = excluded.title, text = excluded.text, first_day = excluded.first_day, last_day = excluded.last_day,
            link = excluded.link, author = excluded.author, metric = excluded.metric, updated_at = excluded.updated_at,
            deleted_at = null
        """;

    private const string EndSql = """
        update nexus.annotation set deleted_at = $4
        where workspace_id = $1 and connection_id = $2 and external_id = any($3) and deleted_at is null
        """;

    private WorkspaceSession Session => transactions.Current;

    private NpgsqlParameter Workspace => Number(Session.Workspace.Value);

    public async Task<IReadOnlyList<Annotation>> ListAsync(AnnotationSearch search, CancellationToken cancellationToken)
    {
        await using var list = Session.Command(
            ListSql,
            Workspace,
            DayOrNull(search.From),
            DayOrNull(search.To),
            TextOrNull(search.Metric),
            TextOrNull(search.Words),
            IdOrNull(search.Connection),
            IdOrNull(search.After),
            Number(search.Limit)
        );
        await using var row = await list.ExecuteReaderAsync(cancellationToken);
        var found = new List<Annotation>();
        while (await row.ReadAsync(cancellationToken))
            found.Add(Read(row));
        return found;
    }

    public Task<Annotation?> FindAsync(Guid id, CancellationToken cancellationToken) =>
        OneAsync(FindSql, id, cancellationToken);

    public Task<Annotation?> HoldAsync(Guid id, CancellationToken cancellationToken) =>
        OneAsync(HoldSql, id, cancellationToken);

    private async Task<Annotation?> OneAsync(string sql, Guid id, CancellationToken cancellationToken)
    {
        await using var ask = Session.Command(sql, Workspace, Id(id));
        await using var row = await ask.ExecuteReaderAsync(cancellationToken);
        return await row.ReadAsync(cancellationToken) ? Read(row) : null;
    }

    public async Task<Guid> AddAsync(AnnotationText text, string author, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        await using var add = Session.Command(
            AddSql,
            Workspace,
            Id(id),
            Text(text.Title),
            TextOrNull(text.Text),
            Day(text.Days.First),
            Day(text.Days.Last),
            TextOrNull(text.Link),
            Text(author),
            TextOrNull(text.Metric),
            Instant(now)
        );
        await add.ExecuteNonQueryAsync(cancellationToken);
        return id;
    }

    public async Task ChangeAsync(Guid id, AnnotationText text, CancellationToken cancellationToken)
    {
        await using var change = Session.Command(
            ChangeSql,
            Workspace,
            Id(id),
            Text(text.Title),
            TextOrNull(text.Text),
            Day(text.Days.First),
            Day(text.Days.Last),
            TextOrNull(text.Link),
            TextOrNull(text.Metric),
            Instant(clock.GetUtcNow())
        );
        await change.ExecuteNonQueryAsync(cancellationToken);
    }

    public async Task RemoveAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var remove = Session.Command(RemoveSql, Workspace, Id(id), Instant(clock.GetUtcNow()));
        await remove.ExecuteNonQueryAsync(cancellationToken);
    }

    public async Task TakeOverAsync(
        int connectionId,
        IReadOnlyDictionary<string, SourceNote?> notes,
        CancellationToken cancellationToken
    )
    {
        var shown = notes.Where(note => note.Value is not null).ToList();
        await using var batch = Session.Batch();
        batch.Add(
            TakeOverSql,
            Workspace,
            Number(connectionId),
            Texts(shown.Select(note => note.Key)),
            Texts(shown.Select(note => note.Value!.Title)),
            Texts(shown.Select(note => note.Value!.Text)),
            Days(shown.Select(note => note.Value!.Days.First)),
            Days(shown.Select(note => note.Value!.Days.Last)),
            Texts(shown.Select(note => note.Value!.Link)),
            Texts(shown.Select(note => note.Value!.Author)),
            Texts(shown.Select(note => note.Value!.Metric)),
            Instant(clock.GetUtcNow())
        );
        batch.Add(
            EndSql,
            Workspace,
            Number(connectionId),
            Texts(notes.Where(note => note.Value is null).Select(note => note.Key)),
            Instant(clock.GetUtcNow())
        );
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    private static NpgsqlParameter DayOrNull(DateOnly? day) =>
        new() { NpgsqlDbType = NpgsqlDbType.Date, Value = (object?)day ?? DBNull.Value };

    private static Annotation Read(NpgsqlDataReader row) =>
        new(
            row.GetGuid(0),
            new(row.GetString(1), row.TextOrNull(2), new(row.Day(3), row.Day(4)), row.TextOrNull(5), row.TextOrNull(7)),
            row.TextOrNull(6),
            row.IsDBNull(10)
                ? null
                : new(row.GetGuid(10), row.GetString(11), row.GetString(12), row.GetString(13) != "disconnected"),
            row.Instant(8),
            row.Instant(9)
        );
}
