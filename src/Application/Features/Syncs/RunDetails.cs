using Nexus.Application.Integrations;
using Nexus.Application.Syncing;
using Nexus.Domain.Integrations;

namespace Nexus.Application.Features.Syncs;

/// <summary>Reads a run with all that is known of it, in the transaction that is open.</summary>
internal sealed class RunDetails(IRunReads reads, IStreamStore streams, Connectors connectors)
{
    private const int MostRejectKinds = 20;

    /// <exception cref="RefusedException">There is no such run.</exception>
    public async Task<RunDetail> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        var run = await reads.FindAsync(id, cancellationToken) ?? throw RunView.NotFound();
        return new RunDetail(
            run,
            await reads.StreamsAsync(id, cancellationToken),
            run.Kind == RunKind.Backfill ? await streams.SlicesAsync(id, cancellationToken) : [],
            run.RecordsRejected == 0 ? [] : await reads.RejectKindsAsync(id, MostRejectKinds, cancellationToken),
            connectors.Find(run.Provider)
        );
    }
}
