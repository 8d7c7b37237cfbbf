using FluentValidation;
using MediatR;
using Nexus.Application.Authorisation;
using Nexus.Application.Features.Connections;
using Nexus.Application.Integrations;
using Nexus.Application.OAuth;
using Nexus.Application.Pipeline;
using Nexus.Application.Storage;

namespace Nexus.Application.Features.OAuth;

/// <summary>
/// Ends a consent: what the provider sent the browser back with becomes a grant, and the connection that waited for it goes
/// on. Believed only where it was begun in the same browser or by the same key, within its life, and for the first time.
/// </summary>
public static class CompleteConsent
{
    /// <param name="State">As the provider handed it back.</param>
    /// <param name="Code">What becomes tokens; null where the provider refused.</param>
    /// <param name="Error">Why it refused, by its own code.</param>
    /// <param name="Binding">What the browser kept; null where it has nothing.</param>
    /// <param name="Actor">Who is signed in; null for nobody.</param>
    [Needs(Right.Admin)]
    public sealed record Command(
        string Provider,
        string? State,
        string? Code,
        string? Error,
        string? Binding,
        string? Actor
    ) : IProcess<Answer>
    {
        public override string ToString() => $"consent of {Provider}";
    }

    /// <param name="Grant">What a new connection is made with.</param>
    /// <param name="ConnectionId">The connection that goes on; null for a new grant.</param>
    /// <param name="ReturnTo">A path of Nexus to go to; null for none.</param>
    public sealed record Answer(Guid Grant, Guid? ConnectionId, string? ReturnTo);

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(command => command.State).MaximumLength(200);
            RuleFor(command => command.Code).MaximumLength(4000);
            RuleFor(command => command.Binding).MaximumLength(200);
        }
    }

    /// <summary>Fact of a refusal: the path of Nexus at which the consent was begun; missing where none was named.</summary>
    public const string WayBack = "returnTo";

    /// <summary>What a state is found by.</summary>
    public static byte[] Key(string? state) => ConsentSecrets.Hash(state ?? "");

    /// <summary>A state that is unknown, foreign, used or too old: which one it is helps an attacker only.</summary>
    public static RefusedException Unknown() =>
        new(
            RefusalKind.Unprocessable,
            "consent_unknown",
            "Nexus did not ask for this consent from here, or it was used already or took longer than 10 minutes. Nothing was connected. Start again from Nexus."
        );

    internal sealed class Handler(
        Connectors connectors,
        IOAuthClients clients,
        ITokenEndpoint endpoint,
        IPendingConsents pending,
        IGrants grants,
        IWorkspaceTransactions transactions,
        IAuditTrail audit,
        IMediator mediator
    ) : IRequestHandler<Command, Answer>
    {
        public async Task<Answer> Handle(Command command, CancellationToken cancellationToken)
        {
            var provider = OAuthProviders.Get(connectors, command.Provider);
            var consent = await TakeAsync(command, cancellationToken);
            try
            {
                var grant = await GrantAsync(provider, consent, command, cancellationToken);
                if (consent.ConnectionId is { } connection)
                    await ConnectAgainAsync(connection, grant, cancellationToken);
                return new(grant.Id, consent.ConnectionId, consent.ReturnTo);
            }
            catch (RefusedException refused) when (consent.ReturnTo is not null)
            {
                // Whoever came in a browser is told where they began.
                throw refused.With(WayBack, consent.ReturnTo);
            }
        }

        private async Task<Grant> GrantAsync(
            IAuthorisesByOAuth provider,
            PendingConsent consent,
            Command command,
            CancellationToken cancellationToken
        )
        {
            if (command.Code is not { Length: > 0 } code)
                throw Refused(provider, command.Error);
            TokenAnswer answer;
            try
            {
                answer = await ExchangeAsync(provider, consent, command.State!, code, cancellationToken);
            }
            catch (IntegrationException e)
            {
                throw ProviderCalls.Refusal(e);
            }
            Check(provider, answer);
            return await transactions.WriteAsync(
                token => StoreAsync(provider, consent, answer, token),
                cancellationToken
            );
        }

        private async Task<PendingConsent> TakeAsync(Command command, CancellationToken cancellationToken)
        {
            var consent = command.State is not { Length: > 0 } state
                ? null
                : await transactions.WriteAsync(
                    token =>
                        pending.TakeAsync(
                            command.Provider,
                            ConsentSecrets.Hash(state),
                            command.Binding is { Length: > 0 } binding ? ConsentSecrets.Hash(binding) : null,
                            command.Actor,
                            token
                        ),
                    cancellationToken
                );
            return consent ?? throw Unknown();
        }

        private async Task<TokenAnswer> ExchangeAsync(
            IAuthorisesByOAuth provider,
            PendingConsent consent,
            string state,
            string code,
            CancellationToken cancellationToken
        )
        {
            var client = clients.Get(provider);
            if (client.Id != consent.ClientId)
                throw new IntegrationException(
                    IntegrationFault.NeedsReauthorisation,
                    "The operator replaced Nexus's registration while you consented. Start again."
                );
            var proof = provider.OAuth.TakesProofKey ? ConsentSecrets.Proof(client, state) : null;
            return await endpoint.ExchangeAsync(provider, client, code, proof, consent.Redirect, cancellationToken);
        }

        private static void Check(IAuthorisesByOAuth provider, TokenAnswer answer)
        {
            var profile = provider.OAuth;
            var missing = answer.Scopes is { } granted
                ? profile.Scopes.Except(granted, StringComparer.Ordinal).ToList()
                : [];
            if (missing.Count > 0 && profile.TellsScopes)
                throw new RefusedException(
                    RefusalKind.Unprocessable,
                    "scope_missing",
                    $"Nexus needs every right that {provider.Descriptor.Name} asked you about, and one was left out. Nothing was connected. Start again, and leave all boxes ticked.",
                    new Dictionary<string, object?> { ["missing"] = missing }
                );
            if (
                profile is { Renewal: OAuthRenewal.RefreshToken, NeedsRefreshToken: true }
                && answer.Tokens.Refresh is null
            )
                throw new RefusedException(
                    RefusalKind.Unprocessable,
                    "grant_not_lasting",
                    $"{provider.Descriptor.Name} granted access for the moment only, so syncing would end within the hour. Nothing was connected. Remove Nexus in your account at {provider.Descriptor.Name}, and start again."
                );
        }

        private static RefusedException Refused(IAuthorisesByOAuth provider, string? error) =>
            error == "access_denied"
                ? new(
                    RefusalKind.Unprocessable,
                    "consent_refused",
                    $"The consent was cancelled at {provider.Descriptor.Name}. Nothing was connected. Start again when you want to."
                )
            : error is "admin_policy_enforced" or "org_internal"
                ? new(
                    RefusalKind.Unprocessable,
                    "consent_forbidden",
                    $"Your organisation's rules at {provider.Descriptor.Name} do not let you grant Nexus access. Its administrator can."
                )
            : new(
                RefusalKind.Upstream,
                "operator_fault",
                $"{provider.Descriptor.Name} did not take Nexus's request for consent. This is not about your account: the operator checks Nexus's registration there."
            );

        private async Task<Grant> StoreAsync(
            IAuthorisesByOAuth provider,
            PendingConsent consent,
            TokenAnswer answer,
            CancellationToken cancellationToken
        )
        {
            var grant = await grants.AddAsync(
                provider.Descriptor.Key,
                consent.ClientId,
                answer.Subject,
                answer.Scopes ?? provider.OAuth.Scopes,
                answer.Tokens,
                cancellationToken
            );
            await audit.AddAsync(
                "grant.given",
                grant.Id.ToString(),
                before: null,
                new
                {
                    grant.Provider,
                    grant.Scopes,
                    consent.Actor,
                    Connection = consent.ConnectionId,
                },
                batchId: null,
                cancellationToken
            );
            return grant;
        }

        /// <remarks>A grant that does not reach the connected account is forgotten again.</remarks>
        private async Task ConnectAgainAsync(Guid connection, Grant grant, CancellationToken cancellationToken)
        {
            try
            {
                await mediator.Send(
                    new UpdateConnection.Command(connection, null, null, null, null, null) { Grant = grant.Id },
                    cancellationToken
                );
            }
            catch
            {
                await transactions.WriteAsync(
                    token => grants.RemoveUnusedAsync(grant.Number, token),
                    CancellationToken.None
                );
                throw;
            }
        }
    }
}
