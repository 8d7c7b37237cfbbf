using Npgsql;
using NpgsqlTypes;

namespace Nexus.Infrastructure.Storage;

/// <summary>Positional parameters by type, so that statements read as SQL.</summary>
internal static class Parameters
{
    public static NpgsqlParameter Number(int value) => new NpgsqlParameter<int> { TypedValue = value };

    public static NpgsqlParameter Short(short value) => new NpgsqlParameter<short> { TypedValue = value };

    /// <inheritdoc cref="TextOrNull" />
    public static NpgsqlParameter ShortOrNull(short? value) =>
        new() { NpgsqlDbType = NpgsqlDbType.Smallint, Value = (object?)value ?? DBNull.Value };

    /// <inheritdoc cref="TextOrNull" />
    public static NpgsqlParameter NumberOrNull(int? value) =>
        new() { NpgsqlDbType = NpgsqlDbType.Integer, Value = (object?)value ?? DBNull.Value };

    public static NpgsqlParameter Numbers(int[] values) => new NpgsqlParameter<int[]> { TypedValue = values };

    public static NpgsqlParameter Long(long value) => new NpgsqlParameter<long> { TypedValue = value };

    public static NpgsqlParameter Real(double value) => new NpgsqlParameter<double> { TypedValue = value };

    /// <inheritdoc cref="TextOrNull" />
    public static NpgsqlParameter RealOrNull(double? value) =>
        new() { NpgsqlDbType = NpgsqlDbType.Double, Value = (object?)value ?? DBNull.Value };

    public static NpgsqlParameter Text(string value) => new NpgsqlParameter<string> { TypedValue = value };

    /// <remarks>Typed by hand: a null says nothing about what it is the absence of.</remarks>
    public static NpgsqlParameter TextOrNull(string? value) =>
        new() { NpgsqlDbType = NpgsqlDbType.Text, Value = (object?)value ?? DBNull.Value };

    public static NpgsqlParameter Texts(IEnumerable<string?> values) =>
        new NpgsqlParameter<string?[]>
        {
            TypedValue = [.. values],
            NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text,
        };

    public static NpgsqlParameter Day(DateOnly value) => new NpgsqlParameter<DateOnly> { TypedValue = value };

    public static NpgsqlParameter DayOrNull(DateOnly? value) =>
        new() { NpgsqlDbType = NpgsqlDbType.Date, Value = (object?)value ?? DBNull.Value };

    public static NpgsqlParameter Days(IEnumerable<DateOnly> values) =>
        new NpgsqlParameter<DateOnly[]> { TypedValue = [.. values] };

    public static NpgsqlParameter Interval(TimeSpan value) => new NpgsqlParameter<TimeSpan> { TypedValue = value };

    public static NpgsqlParameter Flag(bool value) => new NpgsqlParameter<bool> { TypedValue = value };

    public static NpgsqlParameter Json(string value) =>
        new NpgsqlParameter<string> { TypedValue = value, NpgsqlDbType = NpgsqlDbType.Jsonb };

    public static NpgsqlParameter Id(Guid value) => new NpgsqlParameter<Guid> { TypedValue = value };

    /// <inheritdoc cref="TextOrNull" />
    public static NpgsqlParameter IdOrNull(Guid? value) =>
        new() { NpgsqlDbType = NpgsqlDbType.Uuid, Value = (object?)value ?? DBNull.Value };

    /// <inheritdoc cref="TextOrNull" />
    public static NpgsqlParameter BytesOrNull(byte[]? value) =>
        new() { NpgsqlDbType = NpgsqlDbType.Bytea, Value = (object?)value ?? DBNull.Value };

    public static NpgsqlParameter Bytes(ReadOnlyMemory<byte> value) =>
        new NpgsqlParameter<ReadOnlyMemory<byte>> { TypedValue = value };

    public static NpgsqlParameter Instant(DateTimeOffset value) =>
        new NpgsqlParameter<DateTimeOffset> { TypedValue = value.ToUniversalTime() };

    /// <inheritdoc cref="TextOrNull" />
    public static NpgsqlParameter InstantOrNull(DateTimeOffset? value) =>
        new() { NpgsqlDbType = NpgsqlDbType.TimestampTz, Value = (object?)value?.ToUniversalTime() ?? DBNull.Value };

    /// <summary>Adds one statement to a batch.</summary>
    public static void Add(this NpgsqlBatch batch, string sql, params ReadOnlySpan<NpgsqlParameter> parameters) =>
        batch.BatchCommands.Add(Statement(sql, parameters));

    /// <summary>Adds one statement to those that will travel together.</summary>
    public static void Add(
        this List<NpgsqlBatchCommand> statements,
        string sql,
        params ReadOnlySpan<NpgsqlParameter> parameters
    ) => statements.Add(Statement(sql, parameters));

    private static NpgsqlBatchCommand Statement(string sql, ReadOnlySpan<NpgsqlParameter> parameters)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var parameter in parameters)
            command.Parameters.Add(parameter);
        return command;
    }
}
