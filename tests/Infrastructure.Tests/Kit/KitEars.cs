using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Nexus.Application;
using Nexus.Testing.Postgres;
using Npgsql;

namespace Nexus.Infrastructure.Tests.Kit;

/// <summary>Hears everything that Nexus tells anybody: logs, traces, metrics, refusals, answers, and what it stores.</summary>
internal sealed class KitEars : ILoggerProvider
{
    private readonly ConcurrentQueue<string> _heard = new();
    private readonly ActivityListener _traces;
    private readonly MeterListener _metrics;

    public KitEars()
    {
        _traces = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = trace =>
                Hear($"{trace.DisplayName} {trace.StatusDescription} {string.Join(' ', trace.TagObjects)}"),
        };
        ActivitySource.AddActivityListener(_traces);
        _metrics = new MeterListener
        {
            InstrumentPublished = (instrument, listener) => listener.EnableMeasurementEvents(instrument),
        };
        _metrics.SetMeasurementEventCallback<long>(Measured);
        _metrics.SetMeasurementEventCallback<int>(Measured);
        _metrics.SetMeasurementEventCallback<double>(Measured);
        _metrics.Start();
    }

    /// <summary>How many things were heard.</summary>
    public int Count => _heard.Count;

    public void Listen(IServiceCollection services) =>
        services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(this));

    public void Hear(string said) => _heard.Enqueue(said);

    /// <summary>An answer, as an API gives it.</summary>
    public void Hear(object answer) => Hear(JsonSerializer.Serialize(answer, JsonSerializerOptions.Web));

    /// <summary>A refusal with everything that is in it; null where nothing was refused.</summary>
    public void Hear(Exception? refusal)
    {
        if (refusal is not null)
            Hear($"{refusal} {JsonSerializer.Serialize((refusal as RefusedException)?.Details)}");
    }

    /// <summary>Every row of every table, as the superuser sees it.</summary>
    public async Task HearAsync(TestDatabase database)
    {
        await using var connection = new NpgsqlConnection(database.Administrator);
        await connection.OpenAsync();
        foreach (
            var table in await RowsAsync(
                connection,
                "select format('%I.%I', schemaname, tablename) from pg_tables where schemaname = 'nexus'"
            )
        )
        {
            foreach (var row in await RowsAsync(connection, $"select t::text from {table} t"))
                Hear($"{table} {row}");
        }
    }

    /// <summary>What was heard of a text: the beginnings, so that a failing test does not tell it in turn.</summary>
    public IReadOnlyList<string> Holding(string secret) =>
        [
            .. _heard
                .Where(said => said.Contains(secret, StringComparison.Ordinal))
                .Select(said => said[..Math.Min(80, said.IndexOf(secret, StringComparison.Ordinal))]),
        ];

    public ILogger CreateLogger(string categoryName) => new Ear(this, categoryName);

    public void Dispose()
    {
        _traces.Dispose();
        _metrics.Dispose();
    }

    private void Measured<T>(
        Instrument instrument,
        T measurement,
        ReadOnlySpan<KeyValuePair<string, object?>> tags,
        object? state
    ) => Hear($"{instrument.Name} {string.Join(' ', tags.ToArray())}");

    private static async Task<List<string>> RowsAsync(NpgsqlConnection connection, string sql)
    {
        await using var ask = new NpgsqlCommand(sql, connection);
        await using var reader = await ask.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await reader.ReadAsync())
            rows.Add(reader.GetString(0));
        return rows;
    }

    private sealed class Ear(KitEars ears, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
        {
            ears.Hear($"{category} {state}");
            return null;
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        ) =>
            ears.Hear(
                $"{category} {formatter(state, exception)} {exception} {string.Join(' ', state as IEnumerable<KeyValuePair<string, object?>> ?? [])}"
            );
    }
}
