using Nexus.Application.Storage;
using Nexus.Domain.Workspaces;
using Npgsql;
using static Nexus.Infrastructure.Storage.Parameters;

namespace Nexus.Infrastructure.Storage.People;

internal sealed class PeopleStore(PersonStatements statements, TimeProvider clock) : IPeople
{
    private const string Columns = "person_id, name, email, email_key, password_hash, security_stamp";

    public async Task<PersonAccount?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        var found = await statements.ReadAsync(
            id,
            $"select {Columns} from nexus.person where person_id = $1",
            [Id(id)],
            Read,
            cancellationToken
        );
        return found.Count == 0 ? null : found[0];
    }

    public Task<PersonAccount?> FindByEmailAsync(string emailKey, CancellationToken cancellationToken) =>
        statements.FindAsync(
            "select nexus.find_person($1)",
            $"select {Columns} from nexus.person where email_key = $1",
            () => Text(emailKey),
            Read,
            cancellationToken
        );

    public async Task<bool> TryAddAsync(PersonAccount account, CancellationToken cancellationToken) =>
        await statements.ExecuteAsync(
            account.Person.Id,
            """
            insert into nexus.person (person_id, email, email_key, name, password_hash, security_stamp, attempts, created_at)
            values ($1, $2, $3, $4, $5, $6, 0, $7) on conflict do nothing
            """,
            [
                Id(account.Person.Id),
                Text(account.Person.Email),
                Text(account.EmailKey),
                Text(account.Person.Name),
                Text(account.PasswordHash),
                Text(account.SecurityStamp),
                Instant(clock.GetUtcNow()),
            ],
            cancellationToken
        ) == 1;

    public Task ChangeAsync(PersonAccount account, CancellationToken cancellationToken) =>
        statements.ExecuteAsync(
            account.Person.Id,
            """
            update nexus.person set email = $2, email_key = $3, name = $4, password_hash = $5, security_stamp = $6
            where person_id = $1
            """,
            [
                Id(account.Person.Id),
                Text(account.Person.Email),
                Text(account.EmailKey),
                Text(account.Person.Name),
                Text(account.PasswordHash),
                Text(account.SecurityStamp),
            ],
            cancellationToken
        );

    public async Task<bool> TakeAttemptAsync(
        Guid id,
        int attempts,
        TimeSpan rest,
        CancellationToken cancellationToken
    ) =>
        await statements.ExecuteAsync(
            id,
            """
            update nexus.person
            set attempts = case when rests_until is null then attempts + 1 else 1 end,
                rests_until = case when rests_until is null and attempts + 1 >= $2 then $4 end
            where person_id = $1 and (rests_until is null or rests_until <= $3)
            """,
            [Id(id), Number(attempts), Instant(clock.GetUtcNow()), Instant(clock.GetUtcNow() + rest)],
            cancellationToken
        ) == 1;

    public Task ForgetAttemptsAsync(Guid id, CancellationToken cancellationToken) =>
        statements.ExecuteAsync(
            id,
            "update nexus.person set attempts = 0, rests_until = null where person_id = $1",
            [Id(id)],
            cancellationToken
        );

    private static PersonAccount Read(NpgsqlDataReader row) =>
        new(
            new Person(row.GetGuid(0), row.GetString(1), row.GetString(2)),
            row.GetString(3),
            row.GetString(4),
            row.GetString(5)
        );
}
