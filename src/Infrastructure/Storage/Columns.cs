using Npgsql;

namespace Nexus.Infrastructure.Storage;

/// <summary>Values of the row that a reader stands on. A row is in memory once it has been read.</summary>
internal static class Columns
{
    public static string? TextOrNull(this NpgsqlDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.GetString(column);

    public static byte[] Bytes(this NpgsqlDataReader row, int column) => row.GetFieldValue<byte[]>(column);

    public static DateOnly Day(this NpgsqlDataReader row, int column) => row.GetFieldValue<DateOnly>(column);

    public static DateOnly? DayOrNull(this NpgsqlDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.Day(column);

    public static double? RealOrNull(this NpgsqlDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.GetDouble(column);

    public static DateTimeOffset Instant(this NpgsqlDataReader row, int column) =>
        row.GetFieldValue<DateTimeOffset>(column);

    public static DateTimeOffset? InstantOrNull(this NpgsqlDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.Instant(column);
}
