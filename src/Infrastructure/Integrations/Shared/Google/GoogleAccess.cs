using Nexus.Application.Integrations;

namespace Nexus.Infrastructure.Integrations.Shared.Google;

/// <summary>By what right Google is called: a person's consent, or the key of a service account.</summary>
internal sealed class GoogleAccess
{
    private readonly string _key;

    /// <param name="name">The provider, as people know it.</param>
    /// <param name="key">The provider's key, under which its calls are limited.</param>
    /// <exception cref="IntegrationException"><see cref="IntegrationFault.Misconfigured"/>: there is neither, or the key is none.</exception>
    public GoogleAccess(
        IProviderHttp http,
        ConnectionContext connection,
        string name,
        string key,
        string scope,
        TimeProvider clock
    )
    {
        _key = key;
        if (connection.Credentials.GetValueOrDefault(GoogleAuthorisation.ServiceAccount) is { } secret)
        {
            var account = new ServiceAccountTokens(http, ServiceAccountKey.Read(secret), key, scope, clock);
            (Tokens, CredentialScope, IsServiceAccount) = (
                new(account.TokenAsync, isRenewed: true),
                account.Scope,
                true
            );
        }
        else if (connection.Access is { } granted)
        {
            Tokens = new(granted.TokenAsync, isRenewed: true);
            CredentialScope = $"connection:{Credentials.Fingerprint(connection.ConnectionId.ToString())}";
        }
        else
        {
            throw new IntegrationException(
                IntegrationFault.Misconfigured,
                $"{name} has not been granted to Nexus. Consent with the Google account that can read it, or enter the key of a service account."
            );
        }
    }

    public AccessTokens Tokens { get; }

    /// <summary>Whether a service account calls: its project is its owner's, and not Nexus's.</summary>
    public bool IsServiceAccount { get; }

    /// <summary>Whose failures count together; holds no secret.</summary>
    public string CredentialScope { get; }

    /// <summary>Calls of one of the provider's APIs. Google tells in the body of a refusal alone what it is for.</summary>
    /// <param name="quotaScope">What Google counts them by; null where it is the credential.</param>
    public ProviderCalls Calls(string address, string? quotaScope, RateLimit limit) =>
        new(_key, new Uri(address), quotaScope ?? CredentialScope, CredentialScope, limit) { ReadsRefusals = true };
}
