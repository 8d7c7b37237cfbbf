using Nexus.Application.Storage;

namespace Nexus.Application.Imports;

/// <summary>Reads the kept file again by the mapping it was imported with: what was stored is explained by what was read.</summary>
internal sealed class ImportSource(ImportAccess access, IImportFiles files, ICsvFiles csv) : IImportSource
{
    /// <summary>More rows than a person looks at; a number made of more is explained by its first ones.</summary>
    private const int MaxRows = 1_000;

    public async Task<IReadOnlyList<SourceRow>> FindAsync(
        Guid importId,
        IReadOnlyList<PointAddress> points,
        CancellationToken cancellationToken
    )
    {
        var import = await access.GetAsync(importId, cancellationToken);
        var plan = await access.PlanAsync(import, null, null, cancellationToken);
        var rows = new List<SourceRow>();
        await using var file = files.Open(importId);
        await foreach (var row in csv.FindRowsAsync(file, plan, points, cancellationToken))
        {
            rows.Add(row);
            if (rows.Count == MaxRows)
                break;
        }
        return rows;
    }
}
