using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Nexus.Application.Integrations;
using Nexus.Infrastructure.Integrations.Shared;

namespace Nexus.Infrastructure.Integrations.GoogleAnalytics;

/// <summary>Reads one property.</summary>
internal sealed class GoogleAnalyticsAdapter : IIntegrationAdapter, IProbesStreams
{
    private readonly AnalyticsSettings _settings;
    private readonly AnalyticsClient _client;
    private readonly TimeProvider _clock;
    private JsonAnswer? _property;
    private MetricNames? _names;

    /// <exception cref="IntegrationException">The settings make no sense, or there is no right to call.</exception>
    public GoogleAnalyticsAdapter(IProviderHttp http, ConnectionContext connection, TimeProvider clock)
    {
        _settings = AnalyticsSettings.Of(connection);
        _client = new AnalyticsClient(http, connection, _settings.Property, clock);
        _clock = clock;
    }

    public async Task<ProviderAccount> ConnectAsync(CancellationToken cancellationToken)
    {
        _property = await _client.PropertyAsync(_settings.Property, cancellationToken);
        var body = _property.Body;
        if (body.Text("name") is not { } name || body.Text("timeZone") is not { } zone)
            throw new IntegrationException(
                IntegrationFault.UnexpectedResponse,
                "Google Analytics described the property without its name or its time zone."
            );
        return new(name, body.Text("displayName") ?? name, zone, body.Text("currencyCode"), _property.At);
    }

    public async Task ProbeAsync(string stream, CancellationToken cancellationToken)
    {
        var today = await TodayAsync(cancellationToken);
        var report = AnalyticsReport.Get(stream);
        var metrics = await MetricsAsync(report, cancellationToken);
        var days = new DateRange(today.AddDays(-1), today.AddDays(-1));
        await _client.ReportAsync(_settings.Property, report, metrics, days, cancellationToken);
    }

    public async IAsyncEnumerable<SourcePage> SyncAsync(
        StreamRequest request,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var report = AnalyticsReport.Get(request.Stream);
        var today = await TodayAsync(cancellationToken);
        var position = request.From.Read<AnalyticsPosition>();
        var days = request.Days is { } asked
            ? new DateRange(report.StartOf(asked.First), asked.Last > today ? today : asked.Last)
            : AnalyticsWindow.Of(report, request.Relist ? null : position, _settings, today);
        // A backfill that was cut off goes on after its last chunk.
        if (request.Days is not null && position is { } done && done.Through >= days.First && done.Through < days.Last)
            days = days with { First = report.StartOf(done.Through.AddDays(1)) };
        foreach (var chunk in AnalyticsWindow.Chunks(report, days))
        {
            var isLast = chunk.Last == days.Last;
            var next = new AnalyticsPosition(chunk.Last, isLast ? today : position?.Deep);
            yield return await ReadAsync(report, chunk, next, cancellationToken);
        }
    }

    public Transformed Transform(RawData data) => RowTransform.Points(data);

    /// <summary>Nothing of the connection's own is held at Google; the grant is given up by whoever keeps it.</summary>
    public Task DisconnectAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task<SourcePage> ReadAsync(
        AnalyticsReport report,
        DateRange days,
        AnalyticsPosition next,
        CancellationToken cancellationToken
    )
    {
        var metrics = await MetricsAsync(report, cancellationToken);
        var answer = await _client.ReportAsync(_settings.Property, report, metrics, days, cancellationToken);
        var rows = answer.Rows.Select(row => Raw(report, row, answer)).ToList();
        // An answer without a single row is no proof that nothing happened: what is stored stays.
        if (rows.Count == 0)
            return new([], Checkpoint.At(next))
            {
                Notice = report.FillsZero
                    ? $"Google Analytics reports nothing from {days.First:yyyy-MM-dd} to {days.Last:yyyy-MM-dd}. What is stored stays."
                    : null,
            };
        if (report.FillsZero)
            rows.AddRange(Quiet(report, days, metrics, answer));
        return new(rows, Checkpoint.At(next))
        {
            Restates = new(report.Gives, report.Grain, report.DimensionNames, days),
        };
    }

    private static RawData Raw(AnalyticsReport report, JsonObject row, ReportAnswer answer)
    {
        row["metadata"] = answer.Metadata.DeepClone();
        return new(report.Name, JsonSerializer.SerializeToElement(row), answer.AskedAt);
    }

    /// <summary>Google leaves out days on which nothing happened; from the property's first day on, they are days with none.</summary>
    private IEnumerable<RawData> Quiet(
        AnalyticsReport report,
        DateRange days,
        IReadOnlyList<AskedMetric> metrics,
        ReportAnswer answer
    )
    {
        var told = answer.Rows.Select(row => (string?)row["dimensions"]![report.Period]).ToHashSet();
        var types = answer.Rows[0]["types"]!;
        var today = RowTransform.Today((string?)answer.Metadata["timeZone"], answer.AskedAt);
        var born =
            _property!.Body.Text("createTime") is { } text
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
                ? DateOnly.FromDateTime(time.UtcDateTime)
                : DateOnly.MaxValue;
        for (var day = days.First; day <= days.Last; day = day.AddDays(1))
        {
            var name = day.ToString("yyyyMMdd", CultureInfo.InvariantCulture);
            // The day that has just begun may have had no visit yet, or none that was processed.
            if (day <= born || day >= today || told.Contains(name))
                continue;
            yield return Raw(
                report,
                new()
                {
                    ["dimensions"] = new JsonObject { [report.Period] = name },
                    ["metrics"] = new JsonObject(
                        metrics.Select(metric => KeyValuePair.Create(metric.Api, (JsonNode?)"0"))
                    ),
                    ["types"] = types.DeepClone(),
                    ["absent"] = true,
                },
                answer
            );
        }
    }

    private async Task<DateOnly> TodayAsync(CancellationToken cancellationToken)
    {
        var zone = _property is null
            ? (await ConnectAsync(cancellationToken)).TimeZone
            : _property.Body.Text("timeZone");
        return RowTransform.Today(zone, _clock.GetUtcNow());
    }

    /// <summary>What Google calls the metrics of a report in this property; those it does not have are left out.</summary>
    private async Task<IReadOnlyList<AskedMetric>> MetricsAsync(
        AnalyticsReport report,
        CancellationToken cancellationToken
    )
    {
        _names ??= new MetricNames((await _client.MetadataAsync(_settings.Property, cancellationToken)).Body);
        return
        [
            .. from metric in report.Metrics
            let name = _names.Find(metric.Api)
            where name is not null
            select new AskedMetric(metric.Api, name),
        ];
    }
}
