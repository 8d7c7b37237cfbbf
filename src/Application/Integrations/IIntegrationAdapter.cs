using System.Text.Json;
using Nexus.Domain.Integrations;
using Nexus.Domain.Kpis;

namespace Nexus.Application.Integrations;

/// <summary>Reads one external system on behalf of one connection.</summary>
/// <remarks>
/// One instance serves one run on one logical thread: connect, sync each stream, disconnect. It reads and maps; it never
/// writes, schedules, or learns which workspace it serves. Retries, rate budgets and timeouts of single calls belong to
/// the <c>HttpClient</c> it is given.
/// </remarks>
public interface IIntegrationAdapter
{
    /// <summary>Checks settings and credential with one cheap call, and says which account answers.</summary>
    /// <exception cref="IntegrationException">The provider refused or could not be reached.</exception>
    Task<ProviderAccount> ConnectAsync(CancellationToken cancellationToken);

    /// <summary>Reads a stream from its checkpoint to its end, one page at a time.</summary>
    /// <remarks>
    /// The caller stores each page together with <see cref="SourcePage.Next"/> in one transaction before it asks for
    /// another, so a run that dies goes on after the last stored page. Pages may overlap: storing is idempotent. The end
    /// of the enumeration says that the stream is read to its end.
    /// </remarks>
    /// <exception cref="IntegrationException">The provider refused, could not be reached, or answered nonsense.</exception>
    IAsyncEnumerable<SourcePage> SyncAsync(StreamRequest request, CancellationToken cancellationToken);

    /// <summary>Maps one raw record to what is stored of it. Pure: no I/O, no clock, no state.</summary>
    /// <exception cref="RawDataException">The record lacks what its provider documents as required.</exception>
    Transformed Transform(RawData data);

    /// <summary>Gives up at the provider what the connection holds there, such as a grant or a webhook endpoint. Safe to call twice.</summary>
    /// <exception cref="IntegrationException">The provider could not be reached; the caller tries again later.</exception>
    Task DisconnectAsync(CancellationToken cancellationToken);
}

/// <summary>What a connection hands its adapter.</summary>
/// <param name="ConnectionId">The id that callers see.</param>
/// <param name="Settings">As the provider's schema describes them.</param>
/// <param name="Credentials">By the names of <see cref="CredentialField"/>.</param>
/// <param name="AccountId">The account it was connected to; null before the first connect.</param>
public sealed record ConnectionContext(
    Guid ConnectionId,
    JsonElement Settings,
    IReadOnlyDictionary<string, Secret> Credentials,
    string? AccountId
)
{
    /// <summary>What a person consented to at the provider; null where the connection has no such grant.</summary>
    public IGrantedAccess? Access { get; init; }
}

/// <summary>Who answered.</summary>
/// <param name="Id">What makes it the same account next time, mode included, such as <c>acct_1:live</c>.</param>
/// <param name="Name">As its owner knows it.</param>
/// <param name="TimeZone">IANA zone that the provider reports in; null where it says none.</param>
/// <param name="Currency">ISO 4217 code of its own currency; null where it says none.</param>
/// <param name="At">The provider's clock when it answered; null where it told none.</param>
public sealed record ProviderAccount(string Id, string Name, string? TimeZone, string? Currency, DateTimeOffset? At);

/// <summary>Which part of which stream to read.</summary>
/// <param name="Stream">Name of a <see cref="SourceStream"/>.</param>
/// <param name="From">Where the last stored page of this stream ended.</param>
public sealed record StreamRequest(string Stream, Checkpoint From)
{
    /// <summary>Reads only what happened on these days, whatever the checkpoint of the ordinary sync: a backfill.</summary>
    public DateRange? Days { get; init; }

    /// <summary>
    /// Lists all of it, to be compared with what is stored: only asked of streams that are
    /// <see cref="SourceStream.Reconciled"/>. A checkpoint is then one of the same listing, of which the rest is read; behind
    /// its last page there is none.
    /// </summary>
    public bool Relist { get; init; }

    /// <summary>
    /// Whether the run was begun before and goes on, after a wait for the provider for one: what it read to the end a
    /// short while ago need not be read again.
    /// </summary>
    public bool Resumed { get; init; }

    /// <summary>
    /// The versions at which records are stored, so that what is known already need not be fetched: stream and ids to
    /// versions; ids that are not stored are missing from the answer.
    /// </summary>
    public required Func<
        string,
        IReadOnlyCollection<string>,
        CancellationToken,
        Task<IReadOnlyDictionary<string, long>>
    > KnownVersions { get; init; }
}

/// <summary>Whole days, first and last included.</summary>
public readonly record struct DateRange(DateOnly First, DateOnly Last);

/// <summary>A provider's own resume position. Only the adapter that wrote it can read it.</summary>
public readonly record struct Checkpoint(string? Value)
{
    public static Checkpoint Start => default;

    public static Checkpoint At<T>(T position) => new(JsonSerializer.Serialize(position, JsonSerializerOptions.Web));

    /// <summary>Null at the start.</summary>
    /// <exception cref="JsonException">Another version of the adapter wrote it in another shape.</exception>
    public T? Read<T>()
        where T : class => Value is null ? null : JsonSerializer.Deserialize<T>(Value, JsonSerializerOptions.Web);
}

/// <summary>Records that are stored together, and where to go on once they are.</summary>
/// <param name="Records">As the provider sent them.</param>
/// <param name="Next">Position after this page.</param>
public sealed record SourcePage(IReadOnlyList<RawData> Records, Checkpoint Next)
{
    /// <summary>Other streams that must be read from their start again, because a gap cannot be closed otherwise.</summary>
    public IReadOnlyList<string> Restart { get; init; } = [];

    /// <summary>
    /// Set on the last page of a listing that began at its first page: what the stream holds and was not seen since then
    /// no longer exists at the provider. What was listed and could not be mapped is told from it by <see cref="RawData.Id"/>,
    /// which has to be the id under which the record is stored.
    /// </summary>
    public DateTimeOffset? ListedSince { get; init; }

    /// <summary>
    /// Points that the provider has restated as a whole by this page: what is stored of them and not among the page's points
    /// no longer exists. Nothing is removed where a record of the page is rejected. Null where the page only adds.
    /// </summary>
    public RestatedPoints? Restates { get; init; }

    /// <summary>What people should know about this page, such as a gap that was closed by reading everything again.</summary>
    public string? Notice { get; init; }

    /// <summary>What of the stream is known to be read, for progress: 0 to 1; null where it cannot be told.</summary>
    public double? Progress { get; init; }
}

/// <summary>A range of points of one connection.</summary>
/// <param name="Metrics">Keys of their metrics.</param>
/// <param name="Granularity">The span that each covers.</param>
/// <param name="Dimensions">Names of their dimensions, all of them: which level of detail it is. Empty for totals.</param>
/// <param name="Days">Calendar dates at which they begin.</param>
public sealed record RestatedPoints(
    IReadOnlyList<string> Metrics,
    Granularity Granularity,
    IReadOnlyList<string> Dimensions,
    DateRange Days
)
{
    /// <summary>Only those with this value of a dimension, such as one campaign; null for all.</summary>
    public (string Name, string Value)? Within { get; init; }

    /// <summary>But not those with these values of a dimension, which could not be read; null for all.</summary>
    public (string Name, IReadOnlyList<string> Values)? Except { get; init; }
}

/// <summary>One record exactly as the provider sent it.</summary>
/// <param name="Stream">Which of the provider's collections it belongs to.</param>
/// <param name="Payload">
/// The untouched record; what quarantine keeps when it cannot be mapped. Members that an adapter adds, and that may differ
/// from one reading to the next though the provider sent the same, have names that begin with <see cref="Own"/>.
/// </param>
/// <param name="FetchedAt">When the call that brought it began.</param>
/// <param name="ChangedAt">When it came to be so, where the provider said it; null where only the record itself is known.</param>
public sealed record RawData(
    string Stream,
    JsonElement Payload,
    DateTimeOffset FetchedAt,
    DateTimeOffset? ChangedAt = null
)
{
    /// <summary>How names of members begin that are no part of what the provider sent.</summary>
    public const string Own = "nexus:";

    /// <summary>The object's identity at the provider, which needs no mapping: the member <c>id</c>; null where there is none.</summary>
    public string? Id =>
        Payload.ValueKind == JsonValueKind.Object
        && Payload.TryGetProperty("id", out var id)
        && id.ValueKind == JsonValueKind.String
        && id.GetString() is { Length: > 0 } text
            ? text
            : null;
}

/// <summary>What one raw record comes to: points, records to be projected, or nothing.</summary>
public sealed record Transformed(IReadOnlyList<KpiData> Points, IReadOnlyList<SourceRecord> Records)
{
    public static readonly Transformed Nothing = new([], []);

    /// <summary>Names of fields that the adapter does not know, counted as drift.</summary>
    public IReadOnlyList<string> UnknownFields { get; init; } = [];
}

/// <summary>What is kept of one object of the provider.</summary>
/// <param name="Stream">Its collection.</param>
/// <param name="Id">Its identity there.</param>
/// <param name="Version">Grows with every newer state; of two states the one with the higher version stays.</param>
/// <param name="Payload">The fields that KPIs need, as JSON with sorted names; null for a deleted object whose fields are unknown.</param>
/// <param name="Deleted">Whether the provider says that it no longer exists.</param>
/// <param name="OccurredAt">When what it describes happened; null where it has no such moment.</param>
/// <param name="Group">Key that a projection reads it by, such as the customer; null where none does.</param>
/// <param name="ChangedAt">When it came to be so; null where only the state itself is known.</param>
public sealed record SourceRecord(
    string Stream,
    string Id,
    long Version,
    string? Payload,
    bool Deleted,
    DateTimeOffset? OccurredAt,
    string? Group,
    DateTimeOffset? ChangedAt
);
