using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Nexus.Application.Integrations;
using Nexus.Domain.Integrations;
using Nexus.Domain.Kpis;

namespace Nexus.Testing.Integrations;

/// <summary>What a <see cref="FakeConnector"/> holds: rows by stream, listed in their order from where a reader was.</summary>
/// <remarks>
/// A row has an <c>id</c>, a <c>day</c> and a <c>value</c>, and may have a <c>version</c> and a <c>group</c>; one that is
/// <c>broken</c> lacks its value, and whatever else begins with <c>x_</c> is unknown.
/// </remarks>
public sealed class FakeAccount
{
    private readonly Dictionary<string, List<JsonObject>> _streams = new(StringComparer.Ordinal);

    public int PageSize { get; set; } = 2;

    /// <summary>When listings begin; the clock of the provider.</summary>
    public Func<DateTimeOffset> Now { get; set; } = () => TimeProvider.System.GetUtcNow();

    public List<JsonObject> Rows(string stream) =>
        _streams.TryGetValue(stream, out var rows) ? rows : _streams[stream] = [];

    public FakeAccount Add(string stream, string id, string day, decimal value, string? group = null, long version = 1)
    {
        var row = new JsonObject
        {
            ["id"] = id,
            ["day"] = day,
            ["value"] = value,
            ["version"] = version,
        };
        if (group is not null)
            row["group"] = group;
        Rows(stream).Add(row);
        return this;
    }

    /// <summary>Rows a day apart, the first on the first of March 2026, with ids and values from 1.</summary>
    public FakeAccount AddDays(string stream, int days)
    {
        var first = new DateOnly(2026, 3, 1);
        for (var i = 0; i < days; i++)
            Add(stream, $"{stream}-{i + 1}", Text(first.AddDays(i)), i + 1);
        return this;
    }

    /// <summary>
    /// What is after the checkpoint, a page at a time, and an empty page that stands where it is if that is nothing; behind
    /// the last page of a listing nothing.
    /// </summary>
    public IEnumerable<SourcePage> Pages(StreamRequest request)
    {
        var rows = Rows(request.Stream);
        if (request.Days is { } days)
            rows = rows.FindAll(row => DayOf(row) >= days.First && DayOf(row) <= days.Last);
        var from = request.From.Read<Position>();
        var since = request.Relist ? from?.Since ?? Now() : (DateTimeOffset?)null;
        var at = from?.After ?? 0;
        if (request.Relist && from is not null && at >= rows.Count)
            yield break;
        do
        {
            var page = rows.Skip(at).Take(PageSize).Select(row => Raw(request.Stream, row)).ToList();
            at += page.Count;
            yield return new SourcePage(page, Checkpoint.At(new Position(at, since)))
            {
                ListedSince = at >= rows.Count ? since : null,
                Progress = rows.Count == 0 ? 1 : (double)at / rows.Count,
            };
        } while (at < rows.Count);
    }

    /// <summary>The rows of hinted objects as they are.</summary>
    public IEnumerable<SourcePage> Hinted(IReadOnlyList<SourceHint> hints) =>
        [
            new SourcePage(
                [
                    .. hints.SelectMany(hint =>
                        Rows(hint.Stream)
                            .Where(row => (string)row["id"]! == hint.Id)
                            .Select(row => Raw(hint.Stream, row))
                    ),
                ],
                Checkpoint.Start
            ),
        ];

    public static RawData Raw(string stream, JsonObject row) =>
        new(stream, JsonSerializer.SerializeToElement(row), TimeProvider.System.GetUtcNow());

    /// <summary>Each row is the sessions of its day.</summary>
    public static Transformed AsPoints(RawData data) =>
        new([new KpiData(Sessions, DayOf(data).ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc), Value(data))], [])
        {
            UnknownFields = Unknown(data),
        };

    /// <summary>Each row is a record.</summary>
    public static Transformed AsRecords(RawData data)
    {
        Value(data);
        return new(
            [],
            [
                new SourceRecord(
                    data.Stream,
                    data.Payload.GetProperty("id").GetString()!,
                    data.Payload.GetProperty("version").GetInt64(),
                    data.Payload.GetRawText(),
                    Deleted: false,
                    new DateTimeOffset(DayOf(data), new TimeOnly(12, 0), TimeSpan.Zero),
                    data.Payload.TryGetProperty("group", out var group) ? group.GetString() : null,
                    ChangedAt: null
                ),
            ]
        )
        {
            UnknownFields = Unknown(data),
        };
    }

    public static SeriesKey Sessions { get; } = new("web.sessions", Granularity.Day, "", DimensionSet.Empty);

    private static decimal Value(RawData data) =>
        data.Payload.TryGetProperty("broken", out _)
            ? throw new RawDataException("field_missing", "value", "The row has no value.")
            : data.Payload.GetProperty("value").GetDecimal();

    private static List<string> Unknown(RawData data) =>
        [
            .. data
                .Payload.EnumerateObject()
                .Select(field => field.Name)
                .Where(name => name.StartsWith("x_", StringComparison.Ordinal)),
        ];

    private static DateOnly DayOf(JsonObject row) =>
        DateOnly.ParseExact((string)row["day"]!, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static DateOnly DayOf(RawData data) =>
        DateOnly.ParseExact(data.Payload.GetProperty("day").GetString()!, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private sealed record Position(int After, DateTimeOffset? Since);
}
