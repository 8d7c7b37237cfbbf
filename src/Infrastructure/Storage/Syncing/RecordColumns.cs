using Nexus.Application.Integrations;
using Npgsql;
using NpgsqlTypes;
using static Nexus.Infrastructure.Storage.Parameters;

namespace Nexus.Infrastructure.Storage.Syncing;

/// <summary>A record as a row, read and written.</summary>
internal static class RecordColumns
{
    public const string All = "stream, object_id, version, payload, deleted, occurred_at, group_key, changed_at";

    public static SourceRecord Read(NpgsqlDataReader row) =>
        new(
            row.GetString(0),
            row.GetString(1),
            row.GetInt64(2),
            row.TextOrNull(3),
            row.GetBoolean(4),
            row.InstantOrNull(5),
            row.TextOrNull(6),
            row.InstantOrNull(7)
        );

    /// <summary>Streams, ids, versions, payloads, whether deleted, when occurred, groups.</summary>
    public static NpgsqlParameter[] Arrays(IReadOnlyCollection<SourceRecord> records) =>
        [
            Texts(records.Select(record => record.Stream)),
            Texts(records.Select(record => record.Id)),
            new NpgsqlParameter<long[]> { TypedValue = [.. records.Select(record => record.Version)] },
            Texts(records.Select(record => record.Payload)),
            new NpgsqlParameter<bool[]> { TypedValue = [.. records.Select(record => record.Deleted)] },
            Instants(records.Select(record => record.OccurredAt)),
            Texts(records.Select(record => record.Group)),
        ];

    public static NpgsqlParameter Instants(IEnumerable<DateTimeOffset?> values) =>
        new NpgsqlParameter<DateTime?[]>
        {
            TypedValue = [.. values.Select(value => value?.UtcDateTime)],
            NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.TimestampTz,
        };
}
