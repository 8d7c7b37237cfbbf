using Nexus.Application.Imports;
using Nexus.Domain.Imports;
using Nexus.Domain.Kpis;

namespace Nexus.Infrastructure.Integrations.Csv;

/// <inheritdoc cref="ICsvFiles"/>
internal sealed class CsvFiles(ImportLimits limits) : ICsvFiles
{
    public ICsvScan BeginScan() => new CsvScan();

    public Task<CsvDetection> DetectAsync(
        Stream file,
        CsvFileFacts facts,
        ImportMapping? given,
        CancellationToken cancellationToken
    ) => new CsvDetector(facts, given, limits).DetectAsync(file, cancellationToken);

    public CsvPlan Plan(
        CsvDetection detection,
        ImportMapping mapping,
        CsvWorkspace workspace,
        Func<string, MetricDefinition?> metrics
    ) => new CsvPlanner(detection, mapping, workspace, metrics).Plan();

    public IAsyncEnumerable<CsvBatch> ReadAsync(Stream file, CsvPlan plan, CancellationToken cancellationToken) =>
        new PointReader(Own(plan), limits).ReadAsync(file, cancellationToken);

    public IAsyncEnumerable<SourceRow> FindRowsAsync(
        Stream file,
        CsvPlan plan,
        IReadOnlyList<PointAddress> points,
        CancellationToken cancellationToken
    ) => new SourceRowFinder(Own(plan), points).FindAsync(file, cancellationToken);

    private static ReadPlan Own(CsvPlan plan) =>
        plan as ReadPlan ?? throw new ArgumentException("The plan is not one of this reader.", nameof(plan));
}
