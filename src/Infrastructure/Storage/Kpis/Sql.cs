using Npgsql;
using NpgsqlTypes;

namespace Nexus.Infrastructure.Storage.Kpis;

/// <summary>Typed positional parameters beyond those of <see cref="Parameters"/>.</summary>
internal static class Sql
{
    public static NpgsqlParameter P<T>(T value) => new NpgsqlParameter<T> { TypedValue = value };

    /// <summary>A parameter that may be null, which only a named type can be.</summary>
    public static NpgsqlParameter Maybe(object? value, NpgsqlDbType type) =>
        new() { Value = value ?? DBNull.Value, NpgsqlDbType = type };
}
