using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
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
        _property = await _client.PropertyAsync(cancellationToken);
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
        var yesterday = (await TodayAsync(cancellationToken)).AddDays(-1);
        var days = new DateRange(yesterday, yesterday);
        var question = await QuestionAsync(AnalyticsReport.Get(stream), days, cancellationToken);
        await _client.ReportAsync(question, cancellationToken);
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
            ? new DateRange(Periods.StartOf(asked.First, report.Grain), asked.Last > today ? today : asked.Last)
            : AnalyticsWindow.Of(report, request.Relist ? null : position, _settings, today);
        // A backfill that was cut off goes on after its last chunk.
        if (request.Days is not null && position is { } done && done.Through >= days.First && done.Through < days.Last)
            days = days with { First = Periods.StartOf(done.Through.AddDays(1), report.Grain) };
        foreach (var chunk in AnalyticsWindow.Chunks(report, days))
        {
            var isLast = chunk.Last == days.Last;
            var next = new AnalyticsPosition(chunk.Last, isLast ? today : position?.Deep);
            var question = await QuestionAsync(report, chunk, cancellationToken);
            yield return await ReadAsync(question, next, cancellationToken);
        }
    }

    public Transformed Transform(RawData data) => RowTransform.Points(data);

    /// <summary>Nothing of the connection's own is held at Google; the grant is given up by whoever keeps it.</summary>
    public Task DisconnectAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task<SourcePage> ReadAsync(
        ReportQuestion question,
        AnalyticsPosition next,
        CancellationToken cancellationToken
    )
    {
        var (report, days) = (question.Report, question.Days);
        var answer = await _client.ReportAsync(question, cancellationToken);
        // An answer without a single row is no proof that nothing happened: what is stored stays.
        if (answer.Rows.Count == 0)
            return new([], Checkpoint.At(next))
            {
                Notice = report.FillsZero
                    ? $"Google Analytics reports nothing from {days.First:yyyy-MM-dd} to {days.Last:yyyy-MM-dd}. What is stored stays."
                    : null,
            };
        var rows = answer.Rows.Concat(report.FillsZero ? Quiet(question, answer) : []);
        return new([.. rows.Select(row => Raw(report, row, answer))], Checkpoint.At(next))
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
    private IEnumerable<JsonObject> Quiet(ReportQuestion question, ReportAnswer answer)
    {
        var period = question.Report.Period;
        var told = answer.Rows.Select(row => (string?)row["dimensions"]![period]).ToHashSet();
        var today = RowTransform.Today((string?)answer.Metadata["timeZone"], answer.AskedAt);
        var born = InstantText.Read(_property!.Body.Text("createTime")) is { } made
            ? DateOnly.FromDateTime(made.UtcDateTime)
            : DateOnly.MaxValue;
        // The day that has just begun may have had no visit yet, or none that was processed.
        return from slice in Periods.Slices(question.Days, Granularity.Day)
            let name = DayText.Write(slice.First, DayText.Compact)
            where slice.First > born && slice.First < today && !told.Contains(name)
            select new JsonObject
            {
                ["dimensions"] = new JsonObject { [period] = name },
                ["metrics"] = new JsonObject(
                    question.Metrics.Select(one => KeyValuePair.Create(one.Api, (JsonNode?)"0"))
                ),
                ["types"] = answer.Rows[0]["types"]!.DeepClone(),
                ["absent"] = true,
            };
    }

    private async Task<DateOnly> TodayAsync(CancellationToken cancellationToken)
    {
        if (_property is null)
            await ConnectAsync(cancellationToken);
        return RowTransform.Today(_property!.Body.Text("timeZone"), _clock.GetUtcNow());
    }

    private async Task<ReportQuestion> QuestionAsync(
        AnalyticsReport report,
        DateRange days,
        CancellationToken cancellationToken
    )
    {
        _names ??= new MetricNames((await _client.MetadataAsync(cancellationToken)).Body);
        return new(report, _names.Of(report), days);
    }
}
