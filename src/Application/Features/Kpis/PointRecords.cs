using System.Text.Json;
using Nexus.Application.Features.Connections;
using Nexus.Application.Features.Kpis.Series;
using Nexus.Application.Integrations;
using Nexus.Application.Storage;
using Nexus.Application.Syncing;
using Nexus.Domain.Kpis;

namespace Nexus.Application.Features.Kpis;

/// <summary>Takes points apart that were computed from records: which records make them up, and with how much.</summary>
internal sealed class PointRecords(IConnectionAccess access, Connectors connectors, Projecting projecting)
{
    /// <summary>Rates are divided: beyond this, two ways of adding up the same may differ.</summary>
    private const int Digits = 10;

    /// <param name="skipped">So many of the largest are left out; they count and add up nevertheless.</param>
    /// <param name="limit">At most so many records; the largest come first.</param>
    /// <returns>Null for a point that no projection wrote.</returns>
    public async Task<ExplainPoint.Sources?> FindAsync(
        StoredPoint point,
        int skipped,
        int limit,
        CancellationToken cancellationToken
    )
    {
        var origin = point.Batch?.Run?.Origin;
        if (
            point is not { Stored: { } stored, Granularity: not Granularity.Hour }
            || connectors.Find(point.Source.Provider) is not { } module
            || module.Projections.FirstOrDefault(one => one.Name == origin) is not { } projection
            || await OpenAsync(point.Source.ConnectionId, cancellationToken) is not { } connection
        )
            return null;
        var day = DateOnly.FromDateTime(point.Position.At);
        var request = await projecting.RequestAsync(connection, new DateRange(day, day), cancellationToken);
        var records = new List<ExplainPoint.Record>();
        var (count, sum) = (0L, 0m);
        await foreach (var part in projection.ExplainAsync(request, Key(point), day, cancellationToken))
        {
            count++;
            sum += part.Value;
            if (count > skipped && records.Count < limit)
                records.Add(RecordOf(part, point, module));
        }
        var equal = Math.Round(sum, Digits) == Math.Round(stored, Digits);
        return new(
            projection.Name,
            records,
            count,
            Decimals.Normalize(sum),
            equal,
            equal
                ? null
                : "The records have changed since the value was stored, or what it is made of cannot be told in full. The next sync computes the value anew."
        );
    }

    /// <summary>Which series a point belongs to.</summary>
    public static SeriesKey Key(StoredPoint point) =>
        new(
            point.Metric,
            point.Granularity,
            point.Currency,
            DimensionSet.Of(JsonSerializer.Deserialize<Dictionary<string, string>>(point.DimensionsJson)!)
        );

    private async Task<OpenConnection?> OpenAsync(int connection, CancellationToken cancellationToken)
    {
        try
        {
            return await access.OpenAsync(connection, cancellationToken);
        }
        catch (IntegrationException e)
        {
            throw ProviderCalls.Refusal(e);
        }
    }

    private static ExplainPoint.Record RecordOf(Contribution part, StoredPoint point, IConnectorModule module) =>
        new(
            part.Stream,
            module.Streams.FirstOrDefault(stream => stream.Name == part.Stream)?.Title ?? part.Stream,
            part.Id,
            Decimals.Normalize(part.Value),
            point.Currency.Length > 0 ? point.Currency : null,
            part.Note
        );
}
