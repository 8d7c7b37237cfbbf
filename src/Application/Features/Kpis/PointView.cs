using System.Text.Json;
using System.Text.Json.Serialization;
using Nexus.Application.Storage;
using Nexus.Domain.Kpis;

namespace Nexus.Application.Features.Kpis;

/// <summary>One stored point.</summary>
/// <param name="Value">What is shown: the override where there is one.</param>
/// <param name="Timestamp"><c>yyyy-MM-dd</c>, for hours ISO 8601 with offset.</param>
/// <param name="Metadata">What came with it, or null.</param>
/// <param name="Source">Key of the provider.</param>
/// <param name="WorkspaceId">Public id of the workspace.</param>
/// <param name="Currency">ISO 4217 code, or null where it is not money.</param>
/// <param name="Final">False while its source may still restate it.</param>
/// <param name="Connection">Id of the connection.</param>
/// <param name="Override">Present where <paramref name="Value"/> is an override.</param>
public sealed record PointView(
    decimal Value,
    string Timestamp,
    JsonElement? Metadata,
    string Source,
    Guid WorkspaceId,
    string Metric,
    string Granularity,
    IReadOnlyDictionary<string, string> Dimensions,
    string? Currency,
    bool Final,
    Guid Connection,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] OverrideView? Override
)
{
    internal static PointView Of(StoredPoint point, Guid workspace, ZonedCalendar calendar) =>
        new(
            Series.Decimals.Normalize(point.Value),
            TimestampOf(point, calendar),
            point.Metadata is { } json ? JsonElement.Parse(json) : null,
            point.Source.Provider,
            workspace,
            point.Metric,
            point.Granularity.Name(),
            JsonSerializer.Deserialize<SortedDictionary<string, string>>(point.DimensionsJson)!,
            point.Currency.Length > 0 ? point.Currency : null,
            point.Final,
            point.Source.PublicId,
            point.Override is { } shown
                ? new OverrideView(
                    shown.Id,
                    point.Stored is { } stored ? Series.Decimals.Normalize(stored) : null,
                    shown.Reason,
                    shown.Actor,
                    shown.At
                )
                : null
        );

    internal static string TimestampOf(StoredPoint point, ZonedCalendar calendar) =>
        point.Granularity == Domain.Kpis.Granularity.Hour
            ? TimeText.Text(calendar.Local(new DateTimeOffset(point.Position.At)))
            : TimeText.Text(DateOnly.FromDateTime(point.Position.At));
}

/// <param name="StoredValue">The value of the source below it; null where it has none.</param>
public sealed record OverrideView(Guid Id, decimal? StoredValue, string Reason, string Actor, DateTimeOffset At);
