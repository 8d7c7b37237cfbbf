using Nexus.Application.Features.Connections;
using Nexus.Application.Storage;
using Nexus.Application.Syncing;
using Nexus.Domain.Integrations;

namespace Nexus.Application.Features.Syncs;

/// <summary>Queues runs that are asked for, once however often they are, and has them begin at once.</summary>
internal sealed class RunRequesting(
    IWorkspaceTransactions transactions,
    ConnectionLookup lookup,
    IRunRequests requests,
    ISyncSignal signal
)
{
    /// <param name="same">Kinds of runs of which one that is open already is the answer.</param>
    /// <param name="ask">What to queue, by the number of the connection; in the transaction.</param>
    /// <param name="refuse">Refuses where the run that is open is not what is asked for; null takes any.</param>
    /// <exception cref="RefusedException">There is no such connection, or it waits for a person.</exception>
    public async Task<Guid> QueueAsync(
        Guid connection,
        IReadOnlyList<RunKind> same,
        Func<int, CancellationToken, Task<RunRequest>> ask,
        Action<RunRequest, OpenRun>? refuse,
        CancellationToken cancellationToken
    )
    {
        var run = await transactions.WriteAsync(
            async token =>
            {
                var number = await lookup.NumberOfConnectedAsync(connection, token);
                await requests.HoldAsync(number, token);
                RefuseWaiting(await lookup.FindAsync(connection, token));
                var request = await ask(number, token);
                var open = await requests.FindOpenAsync(number, same, token);
                if (open is not null)
                    refuse?.Invoke(request, open);
                var id = open?.Id ?? await requests.AddAsync(number, request, token);
                await requests.WakeAsync(number, id, request.Lane, token);
                return id;
            },
            cancellationToken
        );
        signal.Wake();
        return run;
    }

    private static void RefuseWaiting(Connection connection)
    {
        ConnectionLookup.RefuseDisconnected(connection);
        if (connection.Status != ConnectionStatus.Active)
            throw new RefusedException(
                RefusalKind.Conflict,
                "connection_not_active",
                connection.Status == ConnectionStatus.Paused
                    ? "This connection is paused. Resume it first."
                    : $"This connection waits for you. {connection.StatusMessage}",
                new Dictionary<string, object?> { ["connectionStatus"] = connection.Status.Name() }
            );
    }
}
