using Nexus.Application.Integrations;
using Nexus.Domain.Integrations;

namespace Nexus.Infrastructure.Integrations.Shared;

/// <summary>Access tokens of a connection: of what a person consented to, or the one that was pasted.</summary>
/// <param name="token">As <see cref="IGrantedAccess.TokenAsync"/>.</param>
/// <param name="isRenewed">Whether there is another token once the provider refused one.</param>
internal sealed class AccessTokens(Func<Secret?, CancellationToken, Task<Secret>> token, bool isRenewed)
{
    /// <summary>Name of the credential that holds a pasted token.</summary>
    public const string Name = "accessToken";

    /// <exception cref="IntegrationException"><see cref="IntegrationFault.Misconfigured"/>: there is no usable token.</exception>
    public static AccessTokens Of(ConnectionContext connection)
    {
        if (connection.Access is { } granted)
            return new(granted.TokenAsync, isRenewed: true);
        var pasted =
            Credentials.Find(connection, Name)
            ?? throw new IntegrationException(
                IntegrationFault.Misconfigured,
                "There is no access token that could be one. Consent at the provider, or enter the token whole."
            );
        return new((_, _) => Task.FromResult(pasted), isRenewed: false);
    }

    /// <summary>A pasted token, as another way than consent.</summary>
    /// <param name="title">What the provider calls it.</param>
    /// <param name="where">Where people find it.</param>
    public static CredentialField Field(string title, string where) => new(Name, title, where, Required: false);

    /// <summary>Makes a call, and once more with a renewed token where the provider refuses the first.</summary>
    /// <inheritdoc cref="IGrantedAccess.TokenAsync" path="/exception" />
    public async Task<T> UseAsync<T>(Func<Secret, Task<T>> call, CancellationToken cancellationToken)
    {
        var first = await token(null, cancellationToken);
        try
        {
            return await call(first);
        }
        catch (IntegrationException fault) when (isRenewed && fault.Fault == IntegrationFault.NeedsReauthorisation)
        {
            return await call(await token(first, cancellationToken));
        }
    }
}
