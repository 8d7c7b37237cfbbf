using MediatR;
using Nexus.Application.Authorisation;
using Nexus.Application.Pipeline;
using Nexus.Application.Storage;
using Nexus.Domain.Integrations;

namespace Nexus.Application.Features.Connections;

/// <summary>
/// Ends a connection: no more syncs, what it holds at the provider is given up, and its credentials are destroyed. Its data
/// is kept or erased. Doing it twice comes to the same.
/// </summary>
/// <remarks>
/// The decision is stored first, together with the work that finishes it: where the provider cannot be reached, or this
/// process dies, a worker goes on until it is done.
/// </remarks>
public static class DisconnectConnection
{
    /// <summary>The kind of work item that finishes what could not be finished at once; its payload is <see cref="Work"/>.</summary>
    public const string WorkKind = "provider-disconnect";

    private static readonly TimeSpan FirstRetry = TimeSpan.FromMinutes(2);

    /// <remarks>A data set of files is closed, or deleted with what was imported into it; there is nobody to tell.</remarks>
    /// <param name="Erase">True deletes all points, records and runs of it; false keeps them to be read.</param>
    [Needs(Right.Admin)]
    public sealed record Command(Guid Id, bool Erase) : IProcess<Answer>;

    /// <param name="Finished">False where the provider could not be told yet; a worker tries again.</param>
    /// <param name="Message">What was done and what is left.</param>
    public sealed record Answer(bool Finished, string Message);

    /// <summary>What the work item is about.</summary>
    public sealed record Work(Guid ConnectionId);

    internal sealed class Handler(
        ConnectionLookup lookup,
        DataSets dataSets,
        Disconnecting disconnecting,
        IWorkspaceTransactions transactions,
        IConnectionAccess access,
        IConnectionEndings endings,
        IWorkQueue queue,
        TimeProvider clock
    ) : IRequestHandler<Command, Answer>
    {
        public async Task<Answer> Handle(Command command, CancellationToken cancellationToken)
        {
            if (await transactions.WriteAsync(token => EndDataSetAsync(command, token), cancellationToken))
                return new(
                    Finished: true,
                    command.Erase
                        ? "The data set and everything that was imported into it are deleted."
                        : "Closed; its figures are kept."
                );
            var item = await transactions.WriteAsync(token => DecideAsync(command, token), cancellationToken);
            if (await disconnecting.FinishAsync(command.Id, cancellationToken) is { } obstacle)
                return new(
                    Finished: false,
                    $"Syncing has stopped. The provider could not be told yet: {obstacle.Message} Nexus tries again until it is done, and then destroys the credentials."
                );
            await transactions.WriteAsync(token => queue.TakeBackAsync(item, token), cancellationToken);
            return new(
                Finished: true,
                command.Erase
                    ? "Disconnected; its data and credentials are deleted."
                    : "Disconnected; its credentials are destroyed and its data is kept."
            );
        }

        /// <returns>False where it is no data set of files.</returns>
        private async Task<bool> EndDataSetAsync(Command command, CancellationToken cancellationToken)
        {
            // Whoever writes its points is waited for before anything is looked at.
            await endings.HoldAsync(command.Id, cancellationToken);
            if (await lookup.FindDataSetAsync(command.Id, cancellationToken) is not { } set)
                return false;
            await dataSets.EndAsync(set, command.Erase, cancellationToken);
            return true;
        }

        private async Task<Guid> DecideAsync(Command command, CancellationToken cancellationToken)
        {
            await endings.HoldAsync(command.Id, cancellationToken);
            var (connection, module) = await lookup.FindConnectedAsync(command.Id, cancellationToken);
            var number = (await access.NumberOfAsync(command.Id, cancellationToken))!.Value;
            await endings.CancelRunsAsync(connection.Id, cancellationToken);
            await access.SetStatusAsync(
                number,
                ConnectionStatus.Disconnected,
                command.Erase ? Disconnecting.Erasing : Disconnecting.Keeping,
                $"Disconnected. Nexus still has to give up what the connection holds at {module.Descriptor.Name}.",
                cancellationToken
            );
            return await queue.EnqueueAsync(
                WorkKind,
                new Work(connection.Id),
                clock.GetUtcNow() + FirstRetry,
                cancellationToken
            );
        }
    }
}
