using MediatR;
using Nexus.Application.Authorisation;
using Nexus.Application.Pipeline;
using Nexus.Application.Storage;

namespace Nexus.Application.Features.Syncs;

/// <summary>Waits for the end of a run, as long as the caller may wait.</summary>
public static class AwaitRun
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(250);

    /// <param name="Longest">After that it is answered as it stands; at once where it will not go on before.</param>
    [Needs(Right.Read)]
    public sealed record Query(Guid Id, TimeSpan Longest) : IProcess<RunDetail>;

    internal sealed class Handler(IWorkspaceTransactions transactions, RunDetails details, TimeProvider clock)
        : IRequestHandler<Query, RunDetail>
    {
        public async Task<RunDetail> Handle(Query query, CancellationToken cancellationToken)
        {
            var until = clock.GetUtcNow() + query.Longest;
            while (true)
            {
                var seen = await transactions.ReadAsync(token => details.FindAsync(query.Id, token), cancellationToken);
                if (seen.Result is not null || seen.WaitsUntil > until || clock.GetUtcNow() >= until)
                    return seen;
                await Task.Delay(LookEvery, clock, cancellationToken);
            }
        }
    }
}
