using FluentValidation;
using MediatR;
using Nexus.Application.Authorisation;
using Nexus.Application.Integrations;
using Nexus.Application.Pipeline;
using Nexus.Application.Storage;
using Nexus.Domain.Integrations;

namespace Nexus.Application.Features.Connections.Drafts;

/// <summary>
/// The first step towards a connection: by what its provider lets Nexus in. It is tried at the provider where that can be
/// done before anything else is known, and what is refused is not stored.
/// </summary>
public static class SetDraftAccess
{
    /// <param name="Credentials">Those that are new; others stay. Null or empty leaves all as they are.</param>
    /// <param name="Grant">What was consented to, in the place of credentials; null for none.</param>
    [Needs(Right.Admin)]
    public sealed record Command(string Provider, IReadOnlyDictionary<string, Secret>? Credentials, Guid? Grant)
        : IProcess<DraftView>
    {
        public override string ToString() => $"access to {Provider}";
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleFor(command => command.Provider).NotEmpty().MaximumLength(100);
    }

    internal sealed class Handler(
        DraftLookup lookup,
        IConnectionDrafts drafts,
        ConnectionGrants grants,
        ProviderCalls provider,
        AccountDiscovery accounts,
        IWorkspaceTransactions transactions
    ) : IRequestHandler<Command, DraftView>
    {
        public async Task<DraftView> Handle(Command command, CancellationToken cancellationToken)
        {
            var module = lookup.ModuleOf(command.Provider);
            var (former, grant) = await transactions.ReadAsync(
                async token =>
                    (
                        await drafts.FindAsync(command.Provider, token),
                        await grants.FindAsync(module, command.Grant, token)
                    ),
                cancellationToken
            );
            var given = command.Credentials ?? new Dictionary<string, Secret>();
            ConnectionRules.CheckCredentials(
                module,
                given.ToDictionary(one => one.Key, Secret? (one) => one.Value, StringComparer.Ordinal),
                former?.Credentials.Keys ?? []
            );
            var draft = Merged(former, command, given);
            if (draft is { Grant: null, Credentials.Count: 0 } && module.Descriptor.Authentication != "none")
                throw NothingGiven(module);
            // What was kept was tried when it was given.
            if (grant is not null || given.Count > 0)
                await TryAsync(new OpenDraft(module, draft with { Settings = null }, grant), cancellationToken);
            await transactions.WriteAsync(token => drafts.PutAsync(draft, token), cancellationToken);
            return DraftView.Of(draft);
        }

        /// <remarks>Consent and credentials do not go together: what is given last counts.</remarks>
        private static ConnectionDraft Merged(
            ConnectionDraft? former,
            Command command,
            IReadOnlyDictionary<string, Secret> given
        )
        {
            var credentials = new Dictionary<string, Secret>(StringComparer.Ordinal);
            if (command.Grant is null)
            {
                foreach (var (name, secret) in (former?.Credentials ?? given).Concat(given))
                    credentials[name] = secret;
            }
            return new(
                command.Provider,
                credentials,
                command.Grant ?? (credentials.Count == 0 ? former?.Grant : null),
                former?.Name,
                former?.Settings,
                former?.Schedule,
                former?.ScheduleZone
            );
        }

        private async Task TryAsync(OpenDraft open, CancellationToken cancellationToken)
        {
            var context = lookup.ContextOf(open);
            try
            {
                if (open.Module is IOffersAccounts offers)
                    await accounts.ListAsync(offers, context, most: 1, cancellationToken);
                else if (open.Module.Descriptor.SettingsSchema["required"] is null)
                    await provider.ConnectAsync(open.Module, context, cancellationToken);
            }
            catch (RefusedException refused) when (refused.Code == "settings_refused")
            {
                // What is missing is asked for in the next step.
            }
        }

        private static RefusedException NothingGiven(IConnectorModule module) =>
            new(
                RefusalKind.Unprocessable,
                "credentials_invalid",
                module is IAuthorisesByOAuth
                    ? $"Nexus needs access to {module.Descriptor.Name}: consent there, or enter a credential."
                    : $"Nexus needs access to {module.Descriptor.Name}: enter its credential."
            );
    }
}
