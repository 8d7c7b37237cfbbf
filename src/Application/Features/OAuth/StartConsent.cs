using FluentValidation;
using MediatR;
using Nexus.Application.Authorisation;
using Nexus.Application.Features.Connections;
using Nexus.Application.Integrations;
using Nexus.Application.OAuth;
using Nexus.Application.Pipeline;
using Nexus.Application.Storage;

namespace Nexus.Application.Features.OAuth;

/// <summary>Begins a consent: where a person goes to grant Nexus access at a provider.</summary>
public static class StartConsent
{
    /// <summary>How long a person has for it.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromMinutes(10);

    /// <param name="ConnectionId">The connection that is to be connected again; null for a new one.</param>
    /// <param name="ReturnTo">A path of Nexus to go to afterwards; null for none.</param>
    [Needs(Right.Admin)]
    public sealed record Command(string Provider, Guid? ConnectionId, string? ReturnTo) : ICommand<Answer>;

    /// <param name="Address">Where the person consents.</param>
    /// <param name="Binding">The secret that the browser keeps, and shows when it comes back.</param>
    /// <param name="ExpiresAt">When the consent has to be begun anew.</param>
    public sealed record Answer(Uri Address, string Binding, DateTimeOffset ExpiresAt)
    {
        public override string ToString() => "consent";
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator() =>
            RuleFor(command => command.ReturnTo)
                .Must(IsPath)
                .When(command => command.ReturnTo is not null)
                .WithMessage("The way back is a path of Nexus, such as /connections.");

        /// <summary>A browser takes two slashes, or a slash and a backslash, for the beginning of another host.</summary>
        private static bool IsPath(string? path) =>
            path is ['/', ..] and { Length: <= 500 }
            && !path.StartsWith("//", StringComparison.Ordinal)
            && !path.Any(letter => letter is '\\' or > '~' or <= ' ');
    }

    internal sealed class Handler(
        Connectors connectors,
        ConnectionLookup lookup,
        IOAuthClients clients,
        IPendingConsents pending,
        IWorkspaceScope scope,
        TimeProvider clock
    ) : IRequestHandler<Command, Answer>
    {
        public async Task<Answer> Handle(Command command, CancellationToken cancellationToken)
        {
            var provider = OAuthProviders.Get(connectors, command.Provider);
            if (command.ConnectionId is { } id)
            {
                var (connection, _) = await lookup.FindConnectedAsync(id, cancellationToken);
                if (connection.Provider != command.Provider)
                    throw new RefusedException(
                        RefusalKind.Unprocessable,
                        "connection_of_other_provider",
                        $"This connection is not one of {provider.Descriptor.Name}. Use the address of its own provider."
                    );
            }
            var (client, redirect) = Registration(provider);
            var (state, binding) = (ConsentSecrets.Create(), ConsentSecrets.Create());
            await pending.AddAsync(
                new(command.Provider, command.ConnectionId, client.Id, redirect, scope.Actor, command.ReturnTo),
                ConsentSecrets.Hash(state),
                ConsentSecrets.Hash(binding),
                Life,
                cancellationToken
            );
            return new(Address(provider, client, redirect, state), binding, clock.GetUtcNow() + Life);
        }

        private (OAuthClient Client, Uri Redirect) Registration(IAuthorisesByOAuth provider)
        {
            try
            {
                return (clients.Get(provider), clients.RedirectOf(provider.Descriptor.Key));
            }
            catch (IntegrationException e)
            {
                throw ProviderCalls.Refusal(e);
            }
        }

        private Uri Address(IAuthorisesByOAuth provider, OAuthClient client, Uri redirect, string state)
        {
            var profile = provider.OAuth;
            var query = new List<(string Name, string Value)>
            {
                ("client_id", client.Id),
                ("redirect_uri", redirect.AbsoluteUri),
                ("response_type", "code"),
                ("state", state),
            };
            if (profile.Scopes.Count > 0)
                query.Add(("scope", string.Join(profile.ScopeSeparator, profile.Scopes)));
            if (profile.TakesProofKey)
            {
                query.Add(("code_challenge", ConsentSecrets.Challenge(ConsentSecrets.Proof(client, state))));
                query.Add(("code_challenge_method", "S256"));
            }
            query.AddRange(profile.AuthorizeParameters.Select(one => (one.Key, one.Value)));
            var address = clients.AuthorizeAddressOf(provider);
            return new UriBuilder(address)
            {
                Query = string.Join('&', query.Select(one => $"{one.Name}={Uri.EscapeDataString(one.Value)}")),
            }.Uri;
        }
    }
}
