using Nexus.Application.Integrations;

namespace Nexus.Application.Features.Connections;

/// <summary>Asks providers while a person waits for the answer. No transaction is open meanwhile.</summary>
internal sealed class ProviderCalls(TimeProvider clock)
{
    /// <summary>How long a person waits for a provider.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Begins the wait: all that is asked under one limit is answered within <see cref="Patience"/> in all.</summary>
    public ProviderWait Begin(ProviderDescriptor provider, CancellationToken cancellationToken) =>
        new(provider, Patience, clock, cancellationToken);

    /// <summary>Connects, and tells a caller what is in the way.</summary>
    /// <exception cref="RefusedException">The provider refused, failed, or did not answer in time.</exception>
    public async Task<ProviderAccount> ConnectAsync(
        IConnectorModule module,
        ConnectionContext connection,
        CancellationToken cancellationToken
    )
    {
        try
        {
            using var wait = Begin(module.Descriptor, cancellationToken);
            return await wait.AskAsync(module.Open(connection).ConnectAsync);
        }
        catch (IntegrationException e)
        {
            throw Refusal(e);
        }
    }

    /// <summary>A provider's fault as a caller is told it.</summary>
    public static RefusedException Refusal(IntegrationException e)
    {
        var details = new Dictionary<string, object?>();
        if (e.RetryAt is { } retryAt)
            details["retryAt"] = retryAt;
        if (e.RequestId is { } requestId)
            details["requestId"] = requestId;
        return e.Fault switch
        {
            IntegrationFault.Misconfigured => new(RefusalKind.Unprocessable, "settings_refused", e.Message, details),
            IntegrationFault.NeedsReauthorisation => new(
                RefusalKind.Unprocessable,
                "credential_refused",
                e.Message,
                details
            ),
            IntegrationFault.NoAccess => new(RefusalKind.Unprocessable, "access_denied", e.Message, details),
            IntegrationFault.AccountChanged => new(RefusalKind.Conflict, "account_changed", e.Message, details),
            IntegrationFault.RateLimited => new(RefusalKind.Upstream, "provider_busy", e.Message, details),
            IntegrationFault.Unavailable => new(RefusalKind.Upstream, "provider_unavailable", e.Message, details),
            IntegrationFault.UpgradeRequired => new(RefusalKind.Upstream, "provider_version_ended", e.Message, details),
            IntegrationFault.OperatorFault => new(RefusalKind.Upstream, "operator_fault", e.Message, details),
            _ => new(RefusalKind.Upstream, "provider_answer_unexpected", e.Message, details),
        };
    }
}
