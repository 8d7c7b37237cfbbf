using System.Runtime.CompilerServices;
using Nexus.Application.Integrations;
using Nexus.Domain.Kpis;
using Nexus.Infrastructure.Integrations.Shared;

namespace Nexus.Infrastructure.Integrations.GoogleAnalytics;

/// <summary>Reads one property.</summary>
internal sealed class GoogleAnalyticsAdapter : IIntegrationAdapter, IProbesStreams
{
    private readonly AnalyticsSettings _settings;
    private readonly AnalyticsClient _client;
    private readonly TimeProvider _clock;
    private JsonAnswer? _property;

    /// <exception cref="IntegrationException">The settings make no sense, or there is no right to call.</exception>
    public GoogleAnalyticsAdapter(IProviderHttp http, ConnectionContext connection, TimeProvider clock)
    {
        _settings = AnalyticsSettings.Of(connection);
        _client = new AnalyticsClient(http, connection, _settings.Property, clock);
        _clock = clock;
    }

    public async Task<ProviderAccount> ConnectAsync(CancellationToken cancellationToken)
    {
        _property = await _client.PropertyAsync(cancellationToken);
        var body = _property.Body;
        if (body.Text("name") is not { } name || body.Text("timeZone") is not { } zone)
            throw AnalyticsClient.Unexpected("for the property without its name or its time zone");
        return new(name, body.Text("displayName") ?? name, zone, body.Text("currencyCode"), _property.At);
    }

    public async Task ProbeAsync(string stream, CancellationToken cancellationToken)
    {
        var yesterday = (await TodayAsync(cancellationToken)).AddDays(-1);
        await _client.ReportAsync(AnalyticsReport.Get(stream), new(yesterday, yesterday), cancellationToken);
    }

    public async IAsyncEnumerable<SourcePage> SyncAsync(
        StreamRequest request,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var report = AnalyticsReport.Get(request.Stream);
        var today = await TodayAsync(cancellationToken);
        var position = request.From.Read<AnalyticsPosition>();
        var days = AnalyticsWindow.Of(report, request, position, _settings, today);
        foreach (var chunk in AnalyticsWindow.Chunks(report, days))
        {
            var next = new AnalyticsPosition(chunk.Last, chunk.Last == days.Last ? today : position?.Deep);
            var answer = await _client.ReportAsync(report, chunk, cancellationToken);
            yield return Page(report, chunk, answer, Checkpoint.At(next));
        }
    }

    public Transformed Transform(RawData data) => RowTransform.Points(data);

    /// <summary>Nothing of the connection's own is held at Google; the grant is given up by whoever keeps it.</summary>
    public Task DisconnectAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private SourcePage Page(AnalyticsReport report, DateRange days, ReportAnswer answer, Checkpoint next)
    {
        // An answer without a single row is no proof that nothing happened: what is stored stays.
        if (answer.Rows.Count == 0)
            return new([], next)
            {
                Notice = report.FillsZero
                    ? $"Google Analytics reports nothing from {days.First:yyyy-MM-dd} to {days.Last:yyyy-MM-dd}. What is stored stays."
                    : null,
            };
        var rows = report.FillsZero ? answer.Rows.Concat(Quiet(report, days, answer)) : answer.Rows;
        return new([.. rows.Select(row => row.Raw(report, answer.AskedAt))], next)
        {
            Restates = new(report.Gives, report.Grain, report.DimensionNames, days),
        };
    }

    /// <summary>Google leaves out days on which nothing happened; from the property's first day on, they are days with none.</summary>
    private IEnumerable<ReportRow> Quiet(AnalyticsReport report, DateRange days, ReportAnswer answer)
    {
        var period = report.Period;
        var some = answer.Rows[0];
        var told = answer.Rows.Select(row => row.Dimensions[period]).ToHashSet();
        var today = RowTransform.Today(answer.Metadata ?? default, answer.AskedAt);
        var born = _property!.Body.Instant("createTime") is { } made
            ? DateOnly.FromDateTime(made.UtcDateTime)
            : DateOnly.MaxValue;
        // The day that has just begun may have had no visit yet, or none that was processed.
        return from slice in Periods.Slices(days, Granularity.Day)
            let name = DayText.Write(slice.First, DayText.Compact)
            where slice.First > born && slice.First < today && !told.Contains(name)
            select some with
            {
                Dimensions = new Dictionary<string, string> { [period] = name },
                Metrics = some.Metrics.Keys.ToDictionary(api => api, _ => "0"),
                Unknown = [],
                Absent = true,
            };
    }

    private async Task<DateOnly> TodayAsync(CancellationToken cancellationToken)
    {
        if (_property is null)
            await ConnectAsync(cancellationToken);
        return RowTransform.Today(_property!.Body, _clock.GetUtcNow());
    }
}
