using Nexus.Application.Storage;
using Nexus.Domain.Integrations;

namespace Nexus.Application.Features.Connections;

/// <summary>Changes connections that files feed, in the transaction that is open: there is no provider to ask.</summary>
internal sealed class DataSets(
    IConnections connections,
    IConnectionAccess access,
    IConnectionEndings endings,
    IImportStore imports,
    IAuditTrail audit,
    TimeProvider clock
)
{
    /// <summary>Status code of one that is closed: its data is kept, and the next file opens it again.</summary>
    public const string Closed = "data_set_closed";

    /// <summary>Gives it another name. Files go on finding it: they know it by the name that it was made under.</summary>
    public async Task RenameAsync(Connection was, string name, CancellationToken cancellationToken)
    {
        await connections.RenameAsync(was.Id, name, cancellationToken);
        await audit.AddAsync(
            "connection.changed",
            was.Id.ToString(),
            new { was.Name },
            new { Name = name },
            batchId: null,
            cancellationToken
        );
    }

    /// <summary>Closes it, or deletes it with its points, their history and their overrides. It has to be held.</summary>
    public async Task EndAsync(Connection set, bool erase, CancellationToken cancellationToken)
    {
        if (erase)
        {
            await endings.EraseDataAsync(set.Id, cancellationToken);
            // Before its batches are gone, by which imports are known to be of it.
            await imports.MarkUndoneAsync(set.Id, clock.GetUtcNow(), cancellationToken);
            await endings.RemoveAsync(set.Id, cancellationToken);
        }
        else if (await access.NumberOfAsync(set.Id, cancellationToken) is { } number)
        {
            await access.SetStatusAsync(
                number,
                ConnectionStatus.Disconnected,
                Closed,
                "Closed: its figures are kept, and grow no more. The next file that is imported into it opens it again.",
                cancellationToken
            );
        }
        await audit.AddAsync(
            "connection.disconnected",
            set.Id.ToString(),
            new { set.Provider, set.Name },
            new { Data = erase ? "erased" : "kept" },
            batchId: null,
            cancellationToken
        );
    }
}
