using MediatR;
using Nexus.Application.Authorisation;
using Nexus.Application.Features.Connections;
using Nexus.Application.Pipeline;
using Nexus.Application.Storage;
using Nexus.Application.Syncing;

namespace Nexus.Application.Features.Health;

/// <summary>
/// Goes through everything that keeps a connection from bringing data, from the switch to the schedule, and says which of
/// it applies, in words that take no knowledge of how it works. Asks the provider, within 10 seconds.
/// </summary>
public static class DiagnoseConnection
{
    [Needs(Right.Write)]
    public sealed record Command(Guid Id) : IProcess<Answer>;

    /// <param name="Healthy">Whether nothing stands in the way.</param>
    /// <param name="Verdict">In one sentence.</param>
    /// <param name="Rows">Every question of the list, in its order.</param>
    public sealed record Answer(
        Guid Id,
        string Name,
        string ProviderName,
        bool Healthy,
        string Verdict,
        IReadOnlyList<DiagnosisRow> Rows
    );

    internal sealed class Handler(
        ConnectionLookup lookup,
        ConnectionProbing probing,
        IWorkspaceTransactions transactions,
        IConnectionVitals vitals,
        IRunReads runs,
        TimeProvider clock
    ) : IRequestHandler<Command, Answer>
    {
        private static readonly TimeSpan VitalsWindow = TimeSpan.FromDays(7);

        public async Task<Answer> Handle(Command command, CancellationToken cancellationToken)
        {
            var now = clock.GetUtcNow();
            var (connection, module, context) = await transactions.ReadAsync(
                token => lookup.OpenAsync(command.Id, token),
                cancellationToken
            );
            ConnectionLookup.RefuseDisconnected(connection);
            var (signs, last) = await transactions.ReadAsync(
                async token =>
                    (
                        await vitals.ListAsync(
                            "UTC",
                            now - VitalsWindow,
                            now - VitalsWindow,
                            now - VitalsWindow,
                            token
                        ),
                        await runs.ListAsync(new RunSearch(command.Id, null, null, null, Limit: 5), token)
                    ),
                cancellationToken
            );
            var findings = await probing.ProbeAsync(module, context, found: null, cancellationToken);
            var rows = Diagnosis.Of(
                new DiagnosisFacts(
                    connection,
                    module.Descriptor.Name,
                    findings,
                    signs.GetValueOrDefault(command.Id),
                    last.FirstOrDefault(run => run.FinishedAt is not null),
                    now
                )
            );
            var fault = rows.FirstOrDefault(row => row.State == "fault");
            return new(
                connection.Id,
                connection.Name,
                module.Descriptor.Name,
                fault is null,
                fault?.Finding ?? $"Nothing stands in the way: {module.Descriptor.Name} answers, and data arrives.",
                rows
            );
        }
    }
}

/// <summary>One question of the list.</summary>
/// <param name="Code">Stable.</param>
/// <param name="State">ok, fault, or unknown where an earlier fault kept it from being asked.</param>
/// <param name="Finding">What was found.</param>
/// <param name="Remedy">What to do, and who; null where there is nothing to do.</param>
public sealed record DiagnosisRow(string Code, string Question, string State, string Finding, string? Remedy = null);
