using MediatR;
using Nexus.Application.Authorisation;
using Nexus.Application.Features.Syncs;
using Nexus.Application.Pipeline;
using Nexus.Application.Storage;
using Nexus.Domain.Integrations;

namespace Nexus.Application.Features.Connections.Drafts;

/// <summary>The last step towards a connection: makes it, forgets the draft, and begins the first sync.</summary>
public static class ConnectDraft
{
    [Needs(Right.Admin)]
    public sealed record Command(string Provider) : IProcess<Answer>;

    /// <param name="Run">The first sync.</param>
    public sealed record Answer(ConnectionView Connection, Guid Run);

    internal sealed class Handler(
        DraftLookup lookup,
        IConnectionDrafts drafts,
        IWorkspaceTransactions transactions,
        IMediator mediator
    ) : IRequestHandler<Command, Answer>
    {
        public async Task<Answer> Handle(Command command, CancellationToken cancellationToken)
        {
            var (_, draft, _) = await lookup.OpenAsync(command.Provider, cancellationToken);
            var made = await mediator.Send(
                new CreateConnection.Command(
                    draft.Provider,
                    draft.Name,
                    draft.Settings,
                    draft.Credentials.ToDictionary(one => one.Key, Secret? (one) => one.Value, StringComparer.Ordinal),
                    draft.Schedule,
                    draft.ScheduleZone
                )
                {
                    Grant = draft.Grant,
                },
                cancellationToken
            );
            await transactions.WriteAsync(token => drafts.RemoveAsync(draft.Provider, token), cancellationToken);
            var run = await mediator.Send(new RequestSync.Command(made.Id), cancellationToken);
            return new(made, run.RunId);
        }
    }
}
