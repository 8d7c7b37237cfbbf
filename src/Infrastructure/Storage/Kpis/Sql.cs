using Npgsql;
using NpgsqlTypes;

namespace Nexus.Infrastructure.Storage.Kpis;

/// <summary>Typed positional parameters, and statements that stay prepared on their connection.</summary>
internal static class Sql
{
    public static NpgsqlParameter P<T>(T value) => new NpgsqlParameter<T> { TypedValue = value };

    /// <summary>A parameter that may be null, which only a named type can be.</summary>
    public static NpgsqlParameter Maybe(object? value, NpgsqlDbType type) =>
        new() { Value = value ?? DBNull.Value, NpgsqlDbType = type };

    public static NpgsqlBatchCommand Add(
        this NpgsqlBatch batch,
        string sql,
        params ReadOnlySpan<NpgsqlParameter> values
    )
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values)
            command.Parameters.Add(value);
        batch.BatchCommands.Add(command);
        return command;
    }
}
