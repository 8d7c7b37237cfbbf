namespace Nexus.Application.Integrations;

/// <summary>What to do about a provider that failed, decided where the provider's own error is known.</summary>
public enum IntegrationFault
{
    /// <summary>The connection's settings are wrong: a person changes them.</summary>
    Misconfigured,

    /// <summary>The credential no longer works: a person connects again.</summary>
    NeedsReauthorisation,

    /// <summary>The credential works but may not read this stream: go on with the others, say which right is missing.</summary>
    NoAccess,

    /// <summary>Too many calls: park until <see cref="IntegrationException.RetryAt"/>.</summary>
    RateLimited,

    /// <summary>The provider prepares what was asked for: go on at <see cref="IntegrationException.RetryAt"/>.</summary>
    Preparing,

    /// <summary>Not reachable or failing on its side: try again on schedule.</summary>
    Unavailable,

    /// <summary>The answer is not what the provider documents: nothing of it may be believed.</summary>
    UnexpectedResponse,

    /// <summary>The provider no longer serves this version of its API: Nexus has to be upgraded.</summary>
    UpgradeRequired,

    /// <summary>Nexus's own registration at the provider is at fault: the operator mends it, never the tenant.</summary>
    OperatorFault,

    /// <summary>The request was too large: ask for less.</summary>
    Split,

    /// <summary>Another account answers than the one that was connected: nothing is read.</summary>
    AccountChanged,
}

/// <summary>A provider failed in a way that ends the stream or the run.</summary>
/// <param name="message">For people: what happened, without the provider's raw words.</param>
/// <param name="retryAt">When it is worth trying again; null where the schedule decides.</param>
public sealed class IntegrationException(
    IntegrationFault fault,
    string message,
    DateTimeOffset? retryAt = null,
    Exception? inner = null
) : Exception(message, inner)
{
    public IntegrationFault Fault { get; } = fault;

    public DateTimeOffset? RetryAt { get; } = retryAt;

    /// <summary>The provider's id of the failed call, for its support; null where it gave none.</summary>
    public string? RequestId { get; init; }
}

/// <summary>One record lacks what its provider documents, so it goes to quarantine while the page goes on.</summary>
/// <param name="code">Stable, such as <c>field_missing</c>.</param>
/// <param name="field">Path of the field at fault, such as <c>items.data[0].price.unit_amount</c>.</param>
/// <param name="message">For people; holds no value of the record.</param>
public sealed class RawDataException(string code, string field, string message, Exception? inner = null)
    : Exception(message, inner)
{
    public string Code { get; } = code;

    public string Field { get; } = field;
}
