using MediatR;
using Microsoft.Extensions.Logging;
using Nexus.Application.Authorisation;
using Nexus.Application.Integrations;
using Nexus.Application.Pipeline;
using Nexus.Application.Storage;
using Nexus.Application.Syncing;

namespace Nexus.Application.Features.Work;

/// <summary>Makes one attempt at one item of queued work, and stores what came of it.</summary>
/// <remarks>
/// After the n-th failure it waits 2^n minutes, at most 6 hours, moved by up to a quarter either way so that what failed
/// together does not come back together. After <see cref="MaxAttempts"/> it is given up, where people can see it and
/// have it tried again.
/// </remarks>
public static class RunWorkItem
{
    /// <summary>Attempts before an item is given up: about two days.</summary>
    public const int MaxAttempts = 15;

    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(6);

    /// <param name="Fence">The claim that the caller holds.</param>
    [Needs(Right.System)]
    public sealed record Command(Guid Id, long Fence) : IProcess<Answer>;

    /// <param name="Outcome">done, retried, dead, or lost where the claim was another's by then.</param>
    public sealed record Answer(string Outcome);

    internal sealed class Handler(
        IWorkspaceTransactions transactions,
        IWorkItems items,
        IAuditTrail audit,
        IEnumerable<IWorkHandler> handlers,
        TimeProvider clock,
        ILogger<Handler> log
    ) : IRequestHandler<Command, Answer>
    {
        public async Task<Answer> Handle(Command command, CancellationToken cancellationToken)
        {
            var item = await transactions.ReadAsync(
                token => items.FindAsync(command.Id, command.Fence, token),
                cancellationToken
            );
            if (item is null)
                return new("lost");
            var outcome = await TryAsync(item, cancellationToken);
            NexusTelemetry.WorkItems.Add(1, new("kind", item.Kind), new("outcome", outcome));
            return new(outcome);
        }

        private async Task<string> TryAsync(WorkItem item, CancellationToken cancellationToken)
        {
            try
            {
                var handler =
                    handlers.FirstOrDefault(each => each.Kind == item.Kind)
                    ?? throw new InvalidOperationException($"Nobody does work of the kind '{item.Kind}'.");
                await handler.RunAsync(item.Payload, cancellationToken);
                await transactions.WriteAsync(token => items.CompleteAsync(item, token), cancellationToken);
                return "done";
            }
            catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
            {
                return await FailAsync(item, failure, cancellationToken);
            }
        }

        private async Task<string> FailAsync(WorkItem item, Exception failure, CancellationToken cancellationToken)
        {
            var attempts = item.Attempts + 1;
            DateTimeOffset? next = attempts < MaxAttempts ? clock.GetUtcNow() + Wait(attempts) : null;
            var (code, message) = failure switch
            {
                IntegrationException provider => (provider.Fault.ToString(), provider.Message),
                RefusedException refused => (refused.Code, refused.Message),
                _ => ("internal_error", "Something went wrong on Nexus's side. The server's log tells more."),
            };
            log.LogWarning(
                failure,
                "Attempt {Attempt} at {Kind} {Item} failed; {Next}",
                attempts,
                item.Kind,
                item.Id,
                next is null ? "it is given up" : "it is tried again"
            );
            await transactions.WriteAsync(
                async token =>
                {
                    await items.FailAsync(item, next, code, message, token);
                    if (next is null)
                        await audit.AddAsync(
                            "work.given_up",
                            item.Id.ToString(),
                            null,
                            new { item.Kind, code },
                            null,
                            token
                        );
                },
                cancellationToken
            );
            return next is null ? "dead" : "retried";
        }

        private static TimeSpan Wait(int attempts)
        {
            var plain = TimeSpan.FromMinutes(Math.Pow(2, Math.Min(attempts, 10)));
            return (plain < LongestWait ? plain : LongestWait) * (0.75 + (Random.Shared.NextDouble() / 2));
        }
    }
}
