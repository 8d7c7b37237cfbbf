using Nexus.Infrastructure.Storage.Ingest;
using Nexus.Testing.Postgres;
using Npgsql;

namespace Nexus.Infrastructure.Tests.Storage.Ingest;

public sealed class NumericEncodingTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    public static TheoryData<decimal> Values =>
        new()
        {
            0m,
            0.00m,
            1m,
            -1m,
            10_000m,
            100_000_000m,
            0.0001m,
            0.00001m,
            -0.1m,
            12_345.6789m,
            99_999_999.99m,
            1.10m,
            1000.0m,
            decimal.MaxValue,
            decimal.MinValue,
            0.0000000000000000000000000001m,
            7.9228162514264337593543950335m,
            123_456_789_012_345.6789012345m,
        };

    [Theory, MemberData(nameof(Values))]
    public async Task A_decimal_reaches_the_server_digit_for_digit(decimal value)
    {
        await using var connection = await postgres.App.OpenConnectionAsync();
        await using (var create = new NpgsqlCommand("create temp table t (v numeric)", connection))
            await create.ExecuteNonQueryAsync();

        var row = new byte[19 + 6 + NumericEncoding.LargestSize + 2];
        "PGCOPY\n"u8.CopyTo(row);
        row[7] = 0xFF;
        row[8] = (byte)'\r';
        row[9] = (byte)'\n';
        row[20] = 1;
        var size = NumericEncoding.Write(value, row.AsSpan(25));
        row[24] = (byte)size;
        row[25 + size] = row[26 + size] = 0xFF;
        await using (var copy = await connection.BeginRawBinaryCopyAsync("copy t from stdin (format binary)"))
            await copy.WriteAsync(row.AsMemory(0, 27 + size));

        await using var ask = new NpgsqlCommand("select v, v::text from t", connection);
        await using var stored = await ask.ExecuteReaderAsync();
        await stored.ReadAsync();
        Assert.Equal(value, stored.GetDecimal(0));
        Assert.Equal(value.ToString(System.Globalization.CultureInfo.InvariantCulture), stored.GetString(1));
    }
}
