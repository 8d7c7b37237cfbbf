using System.Security.Cryptography;
using System.Text;
using Nexus.Application.Integrations;
using Nexus.Domain.Integrations;

namespace Nexus.Infrastructure.Integrations.Shared.Google;

/// <summary>By what right Google is called: a person's consent, or the key of a service account.</summary>
internal sealed class GoogleAccess
{
    private readonly IGrantedAccess? _granted;
    private readonly ServiceAccountTokens? _account;

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
        _granted = connection.Access;
        if (connection.Credentials.GetValueOrDefault(GoogleAuthorisation.ServiceAccount) is { } secret)
            _account = new ServiceAccountTokens(http, ServiceAccountKey.Read(secret), key, scope, clock);
        else if (_granted is null)
            throw new IntegrationException(
                IntegrationFault.Misconfigured,
                $"{name} has not been granted to Nexus. Consent with the Google account that can read it, or enter the key of a service account."
            );
        CredentialScope = _account?.Scope ?? $"connection:{Hash(connection.ConnectionId.ToString())}";
    }

    /// <summary>Whether a service account calls: its project is its owner's, and not Nexus's.</summary>
    public bool IsServiceAccount => _account is not null;

    /// <summary>Whose failures count together; holds no secret.</summary>
    public string CredentialScope { get; }

    /// <inheritdoc cref="IGrantedAccess.TokenAsync" />
    public Task<Secret> TokenAsync(Secret? refused, CancellationToken cancellationToken) =>
        _account is not null
            ? _account.TokenAsync(refused, cancellationToken)
            : _granted!.TokenAsync(refused, cancellationToken);

    private static string Hash(string text) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 8));
}
