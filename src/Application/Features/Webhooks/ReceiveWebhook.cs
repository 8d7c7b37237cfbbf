using MediatR;
using Nexus.Application.Authorisation;
using Nexus.Application.Integrations;
using Nexus.Application.Pipeline;
using Nexus.Application.Storage;
using Nexus.Domain.Integrations;

namespace Nexus.Application.Features.Webhooks;

/// <summary>Takes in one delivery of a provider: believed, stored, and acknowledged only then.</summary>
public static class ReceiveWebhook
{
    /// <param name="Body">The raw bytes as they arrived.</param>
    /// <param name="Header">Value of a request header; null where it is missing.</param>
    [Needs(Right.System)]
    public sealed record Command(
        string Provider,
        Guid Connection,
        ReadOnlyMemory<byte> Body,
        Func<string, string?> Header
    ) : ICommand<Answer>;

    /// <param name="Outcome">stored, duplicate, unknown (a type that Nexus has no use for) or ignored.</param>
    public sealed record Answer(string Outcome);

    /// <summary>The answer to a delivery at an address that no connection has: the same whatever is missing.</summary>
    public static RefusedException NotFound() =>
        new(RefusalKind.NotFound, "webhook_not_found", "There is no connection at this address that takes deliveries.");

    internal sealed class Handler(
        Connectors connectors,
        IConnectionAccess connections,
        IWebhookInbox inbox,
        TimeProvider clock
    ) : IRequestHandler<Command, Answer>
    {
        public async Task<Answer> Handle(Command command, CancellationToken cancellationToken)
        {
            if (connectors.Find(command.Provider) is not IReceivesWebhooks provider)
                throw NotFound();
            string[] names = [provider.SigningSecret, provider.SigningSecret + "Previous"];
            var connection = await FindAsync(command, names, cancellationToken);
            var verdict = provider.Verify(command.Body, command.Header, Secrets(names, connection), clock.GetUtcNow());
            var outcome = verdict switch
            {
                WebhookVerdict.Refused refused => throw Refuse(command.Provider, refused),
                WebhookVerdict.Ignored => "ignored",
                WebhookVerdict.Accepted accepted => await AcceptAsync(command, connection, accepted, cancellationToken),
                _ => throw new InvalidOperationException($"No such verdict: {verdict.GetType().Name}."),
            };
            Count(command.Provider, outcome);
            return new(outcome);
        }

        /// <remarks>Anybody can send: until the signature is known to be right, no other secret is brought to light.</remarks>
        private async Task<Receiver> FindAsync(Command command, string[] names, CancellationToken cancellationToken)
        {
            var found = await connections.FindReceiverAsync(command.Connection, names, cancellationToken);
            return
                found is not null && found.Provider == command.Provider && found.Status != ConnectionStatus.Disconnected
                ? found
                : throw NotFound();
        }

        private async Task<string> AcceptAsync(
            Command command,
            Receiver connection,
            WebhookVerdict.Accepted accepted,
            CancellationToken cancellationToken
        )
        {
            if (!IsAbout(accepted, connection.Account))
            {
                Count(command.Provider, "refused");
                throw new RefusedException(
                    RefusalKind.Unprocessable,
                    "webhook_other_account",
                    "The event is about another account than the one this connection reads. Send it to the connection of that account."
                );
            }
            if (!accepted.Known)
                return "unknown";
            return await inbox.StoreAsync(connection.ConnectionId, accepted, command.Body, cancellationToken)
                ? "stored"
                : "duplicate";
        }

        private static bool IsAbout(WebhookVerdict.Accepted accepted, string? account) =>
            (accepted.AccountId is null || accepted.AccountId == account)
            && (accepted.Mode is null || account?.EndsWith(accepted.Mode, StringComparison.Ordinal) == true);

        private static List<Secret> Secrets(string[] names, Receiver connection)
        {
            var secrets = names.Where(connection.Secrets.ContainsKey).Select(name => connection.Secrets[name]).ToList();
            return secrets.Count > 0
                ? secrets
                : throw new RefusedException(
                    RefusalKind.Unprocessable,
                    "webhook_secret_missing",
                    "This connection has no signing secret, so no delivery can be believed. Add the endpoint's signing secret to the connection's credentials; the provider sends the event again."
                );
        }

        private static RefusedException Refuse(string provider, WebhookVerdict.Refused refused)
        {
            Count(provider, "refused");
            return new(
                RefusalKind.Unprocessable,
                "webhook_refused",
                refused.Message,
                new Dictionary<string, object?> { ["reason"] = refused.Code }
            );
        }

        private static void Count(string provider, string outcome) =>
            NexusTelemetry.WebhooksReceived.Add(1, new("provider", provider), new("outcome", outcome));
    }
}
