using MediatR;
using Microsoft.Extensions.Logging;
using Nexus.Application.Authorisation;
using Nexus.Application.Integrations;
using Nexus.Application.OAuth;
using Nexus.Application.Pipeline;
using Nexus.Application.Storage;

namespace Nexus.Application.Features.OAuth;

/// <summary>
/// Renews what was not renewed for a day, so that grants do not lapse for want of use; gives up those that nobody made a
/// connection of; and forgets consents that were never ended.
/// </summary>
public static class CareForGrants
{
    /// <summary>How long a grant may go unrenewed.</summary>
    public static readonly TimeSpan Idle = TimeSpan.FromHours(24);

    [Needs(Right.System)]
    public sealed record Command : IProcess<Answer>;

    /// <param name="Renewed">Grants that are alive for longer now.</param>
    /// <param name="Removed">Grants that were given up because no connection uses them.</param>
    public sealed record Answer(int Renewed, int Removed);

    internal sealed class Handler(
        Connectors connectors,
        GrantRenewal renewal,
        GrantEnding ending,
        IGrants grants,
        IPendingConsents pending,
        IWorkspaceTransactions transactions,
        TimeProvider clock,
        ILogger<Handler> log
    ) : IRequestHandler<Command, Answer>
    {
        public async Task<Answer> Handle(Command command, CancellationToken cancellationToken)
        {
            await transactions.WriteAsync(pending.RemoveEndedAsync, cancellationToken);
            var idle = await transactions.ReadAsync(
                token => grants.ListIdleAsync(clock.GetUtcNow() - Idle, token),
                cancellationToken
            );
            var (renewed, removed) = (0, 0);
            foreach (var grant in idle)
            {
                if (connectors.Find(grant.Provider) is not IAuthorisesByOAuth provider)
                    continue;
                try
                {
                    var users = await transactions.ReadAsync(
                        token => grants.ConnectionsOfAsync(grant.Number, token),
                        cancellationToken
                    );
                    if (users.Count > 0)
                    {
                        await renewal.KeepAliveAsync(provider, grant, cancellationToken);
                        renewed++;
                    }
                    else
                    {
                        await ending.GiveUpUnusedAsync(provider, grant, cancellationToken);
                        removed++;
                    }
                }
                catch (IntegrationException e)
                {
                    log.LogInformation("A grant of {Provider} was not renewed: {Fault}", grant.Provider, e.Fault);
                }
            }
            return new(renewed, removed);
        }
    }
}
