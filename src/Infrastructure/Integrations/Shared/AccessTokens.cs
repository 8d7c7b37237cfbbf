using Nexus.Application.Integrations;
using Nexus.Domain.Integrations;

namespace Nexus.Infrastructure.Integrations.Shared;

/// <summary>Access tokens of a connection: of what a person consented to, or the one that was pasted.</summary>
/// <param name="Pasted">Null where there is a grant.</param>
internal sealed record AccessTokens(Secret? Pasted, IGrantedAccess? Granted)
{
    /// <summary>Name of the credential that holds a pasted token.</summary>
    public const string Name = "accessToken";

    /// <exception cref="IntegrationException"><see cref="IntegrationFault.Misconfigured"/>: there is no usable token.</exception>
    public static AccessTokens Of(ConnectionContext connection)
    {
        if (connection.Access is { } granted)
            return new(null, granted);
        var pasted = connection.Credentials.GetValueOrDefault(Name)?.Reveal().Trim();
        return !string.IsNullOrEmpty(pasted) && pasted.All(letter => letter is > ' ' and <= '~')
            ? new(new Secret(pasted), null)
            : throw new IntegrationException(
                IntegrationFault.Misconfigured,
                "There is no access token that could be one. Consent at the provider, or enter the token whole."
            );
    }

    /// <summary>Makes a call, and once more with a renewed token where the provider refuses the first.</summary>
    /// <inheritdoc cref="IGrantedAccess.TokenAsync" path="/exception" />
    public async Task<T> UseAsync<T>(Func<Secret, Task<T>> call, CancellationToken cancellationToken)
    {
        if (Granted is null)
            return await call(Pasted!);
        var token = await Granted.TokenAsync(refused: null, cancellationToken);
        try
        {
            return await call(token);
        }
        catch (IntegrationException fault) when (fault.Fault == IntegrationFault.NeedsReauthorisation)
        {
            return await call(await Granted.TokenAsync(token, cancellationToken));
        }
    }
}
