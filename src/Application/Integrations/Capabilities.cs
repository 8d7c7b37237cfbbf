using System.Text.Json;
using Nexus.Domain.Integrations;
using Nexus.Domain.Kpis;

namespace Nexus.Application.Integrations;

/// <summary>An adapter that can look at one stream without reading it.</summary>
public interface IProbesStreams
{
    /// <summary>Reads at most one record of a stream; returns when the credential may read it.</summary>
    /// <exception cref="IntegrationException">It may not (<see cref="IntegrationFault.NoAccess"/>), or the provider failed.</exception>
    Task ProbeAsync(string stream, CancellationToken cancellationToken);
}

/// <summary>An adapter that can fetch single objects which the provider hinted at.</summary>
public interface IFetchesHints
{
    /// <summary>The current state of the hinted objects; those that are gone come as deleted.</summary>
    /// <remarks>Checkpoints of its pages are ignored: hints move no cursor.</remarks>
    /// <exception cref="IntegrationException">The provider refused or could not be reached.</exception>
    IAsyncEnumerable<SourcePage> FetchAsync(
        IReadOnlyList<SourceHint> hints,
        StreamRequest request,
        CancellationToken cancellationToken
    );
}

/// <summary>Something happened to an object; what it looks like now has to be fetched.</summary>
/// <param name="Stream">Its collection.</param>
/// <param name="Id">The object.</param>
/// <param name="At">When it happened.</param>
/// <param name="Deleted">Whether it was deleted.</param>
/// <param name="Payload">The object as the event showed it, for what cannot be fetched any more; JSON, may be null.</param>
public sealed record SourceHint(string Stream, string Id, DateTimeOffset At, bool Deleted, string? Payload = null);

/// <summary>A provider that sends events to Nexus.</summary>
public interface IReceivesWebhooks : IProviderModule
{
    /// <summary>Name of the credential that holds the signing secret; the former one, while it is valid, has the suffix <c>Previous</c>.</summary>
    string SigningSecret { get; }

    /// <summary>Checks a delivery and reads what it is about. Pure.</summary>
    /// <param name="body">The raw bytes as they arrived.</param>
    /// <param name="header">Value of a request header, several joined by commas; null where it is missing.</param>
    /// <param name="secrets">All that may have signed it.</param>
    WebhookVerdict Verify(
        ReadOnlyMemory<byte> body,
        Func<string, string?> header,
        IReadOnlyList<Secret> secrets,
        DateTimeOffset now
    );

    /// <summary>Reads a stored delivery again: what it hints at.</summary>
    IReadOnlyList<SourceHint> Hints(ReadOnlyMemory<byte> body);
}

/// <summary>What became of a delivery.</summary>
public abstract record WebhookVerdict
{
    private WebhookVerdict() { }

    /// <summary>Genuine: to be stored before it is acknowledged.</summary>
    /// <param name="EventId">The provider's id; a second delivery of the same id is the same event.</param>
    /// <param name="Type">The provider's name for what happened.</param>
    /// <param name="AccountId">In the form of <see cref="ProviderAccount.Id"/>, as far as the delivery tells it; else null.</param>
    /// <param name="Known">Whether Nexus does anything with this type.</param>
    public sealed record Accepted(string EventId, string Type, DateTimeOffset At, string? AccountId, bool Known)
        : WebhookVerdict
    {
        /// <summary>
        /// What <see cref="ProviderAccount.Id"/> has to end with where it tells a mode, such as <c>:live</c>; null where the
        /// delivery tells none.
        /// </summary>
        public string? Mode { get; init; }
    }

    /// <summary>Genuine, and not meant to be processed: acknowledged and counted.</summary>
    public sealed record Ignored(string Type) : WebhookVerdict;

    /// <summary>Not believed.</summary>
    /// <param name="Code">Stable, such as <c>signature_mismatch</c>.</param>
    public sealed record Refused(string Code, string Message) : WebhookVerdict;
}

/// <summary>A provider whose credential can reach several accounts.</summary>
public interface IDiscoversAccounts
{
    /// <summary>The accounts that the credential may read.</summary>
    /// <exception cref="IntegrationException">The provider refused or could not be reached.</exception>
    IAsyncEnumerable<ProviderAccount> DiscoverAsync(CancellationToken cancellationToken);
}

/// <summary>A provider whose credential or grant reaches several accounts, of which a connection reads one.</summary>
public interface IOffersAccounts : IProviderModule
{
    /// <summary>Name of the setting that takes the id of the chosen account.</summary>
    string AccountSetting { get; }

    /// <summary>What lists them; the connection has no settings yet.</summary>
    IDiscoversAccounts Discover(ConnectionContext connection);
}

/// <summary>A provider whose connections measure what their owners say, such as a column of a sheet.</summary>
public interface IDefinesMetrics : IProviderModule
{
    /// <summary>The metrics of the workspace's own (<c>custom.&lt;slug&gt;</c>) that a connection gives; created with it.</summary>
    /// <exception cref="IntegrationException"><see cref="IntegrationFault.Misconfigured"/>: the settings name no usable metrics.</exception>
    IReadOnlyList<MetricDefinition> MetricsOf(JsonElement settings);
}

/// <summary>A provider some of whose records are notes that people read beside KPIs.</summary>
public interface IGivesNotes : IConnectorModule
{
    /// <summary>The note that a record is; null where it is none, or is none any more. Pure.</summary>
    /// <param name="record">As it is stored now; asked for whenever it changes.</param>
    /// <param name="calendar">Days of the workspace.</param>
    SourceNote? NoteOf(SourceRecord record, ZonedCalendar calendar);
}

/// <summary>What an annotation takes over from a provider; it is shown for as long as its record exists.</summary>
/// <param name="Title">1 to 300 characters; the rest is cut off.</param>
/// <param name="Text">Up to 20,000 characters; the rest is cut off.</param>
/// <param name="Days">What it is about.</param>
/// <param name="Link">Address of the original, http or https.</param>
/// <param name="Author">As the provider names them.</param>
public sealed record SourceNote(string Title, string? Text, DateRange Days, string? Link, string? Author)
{
    /// <summary>Key of the metric that it is about; null where it is about all.</summary>
    public string? Metric { get; init; }
}

/// <summary>A provider whose past is read in slices, newest first.</summary>
public interface IBackfillsInSlices
{
    /// <summary>The days of a backfill cut into slices, in the order in which they are to be read.</summary>
    IReadOnlyList<DateRange> Slices(DateRange days);
}
