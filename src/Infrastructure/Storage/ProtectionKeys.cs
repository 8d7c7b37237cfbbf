using System.Text;
using Nexus.Infrastructure.Secrets;
using Npgsql;
using static Nexus.Infrastructure.Storage.Parameters;

namespace Nexus.Infrastructure.Storage;

/// <summary>
/// The keys by which cookies and forms are signed, the same for all nodes and sealed with the operator's key: a copy of the
/// database alone opens no session.
/// </summary>
/// <remarks>Without waiting for anything asynchronously: the framework that asks for them does not.</remarks>
public sealed class ProtectionKeys(NpgsqlDataSource source, MasterKeyRing keys, TimeProvider clock)
{
    /// <summary>The framework's texts; those that no key of this node opens are left out.</summary>
    public IReadOnlyList<string> Read()
    {
        using var read = source.CreateCommand("select name, master_key_id, sealed from nexus.protection_key");
        using var row = read.ExecuteReader();
        var texts = new List<string>();
        while (row.Read())
        {
            if (Open(row.GetString(0), row.GetString(1), row.GetFieldValue<byte[]>(2)) is { } text)
                texts.Add(text);
        }
        return texts;
    }

    public void Add(string name, string text)
    {
        using var add = source.CreateCommand(
            """
            insert into nexus.protection_key (name, master_key_id, sealed, created_at) values ($1, $2, $3, $4)
            on conflict (name) do update set master_key_id = excluded.master_key_id, sealed = excluded.sealed
            """
        );
        add.Parameters.Add(Text(name));
        add.Parameters.Add(Text(keys.Current.KeyId));
        add.Parameters.Add(Bytes(Envelope.Seal(keys.Current.WrappingKey, Encoding.UTF8.GetBytes(text), Context(name))));
        add.Parameters.Add(Instant(clock.GetUtcNow()));
        add.ExecuteNonQuery();
    }

    /// <summary>Seals what former keys open with the current one.</summary>
    public async Task ResealAsync(CancellationToken cancellationToken)
    {
        var former = new List<(string Name, string Text)>();
        await using (
            var read = source.CreateCommand(
                "select name, master_key_id, sealed from nexus.protection_key where master_key_id <> $1"
            )
        )
        {
            read.Parameters.Add(Text(keys.Current.KeyId));
            await using var row = await read.ExecuteReaderAsync(cancellationToken);
            while (await row.ReadAsync(cancellationToken))
            {
                var name = row.GetString(0);
                var sealedText = await row.GetFieldValueAsync<byte[]>(2, cancellationToken);
                if (Open(name, row.GetString(1), sealedText) is { } text)
                    former.Add((name, text));
            }
        }
        foreach (var (name, text) in former)
            Add(name, text);
    }

    private string? Open(string name, string masterKeyId, byte[] sealedText) =>
        keys.Find(masterKeyId) is { } key && Envelope.Open(key.WrappingKey, sealedText, Context(name)) is { } plain
            ? Encoding.UTF8.GetString(plain)
            : null;

    private static string Context(string name) => $"protection key|{name}";
}
