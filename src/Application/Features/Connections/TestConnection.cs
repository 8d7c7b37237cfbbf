using MediatR;
using Nexus.Application.Authorisation;
using Nexus.Application.Pipeline;
using Nexus.Application.Storage;

namespace Nexus.Application.Features.Connections;

/// <summary>Asks the provider what a connection may read, and says it in plain words within 10 seconds.</summary>
public static class TestConnection
{
    /// <param name="Found">Told of each check as it is done, maybe from several threads; null where only the answer counts.</param>
    [Needs(Right.Write)]
    public sealed record Command(Guid Id, IProgress<ConnectionCheck>? Found = null) : IProcess<Answer>;

    /// <param name="Ok">Whether it can be synced. A stream that may not be read does not change that, if another may.</param>
    /// <param name="Message">The verdict in one sentence.</param>
    public sealed record Answer(bool Ok, string Message, IReadOnlyList<ConnectionCheck> Checks);

    internal sealed class Handler(
        ConnectionLookup lookup,
        ConnectionProbing probing,
        IWorkspaceTransactions transactions,
        IConnections connections
    ) : IRequestHandler<Command, Answer>
    {
        public async Task<Answer> Handle(Command command, CancellationToken cancellationToken)
        {
            var (connection, module, context) = await transactions.ReadAsync(
                token => lookup.OpenAsync(command.Id, token),
                cancellationToken
            );
            ConnectionLookup.RefuseDisconnected(connection);
            var findings = await probing.ProbeAsync(module, context, command.Found, cancellationToken);
            if (findings.Access.Count > 0)
                await transactions.WriteAsync(
                    token => connections.NoteAccessAsync(command.Id, findings.Access, token),
                    cancellationToken
                );
            return new(findings.CanSync, findings.Verdict(module.Descriptor), findings.Checks);
        }
    }
}

/// <param name="Name">credential, account, stream:&lt;name&gt;, clock, time_zone, currency or api_version.</param>
/// <param name="Message">What was found and, where it is not well, what to do.</param>
public sealed record ConnectionCheck(string Name, bool Ok, string Message);
