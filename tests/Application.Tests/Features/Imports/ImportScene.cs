using System.Text;
using Nexus.Application.Features.Imports;
using Nexus.Application.Imports;
using Nexus.Application.Storage;
using Nexus.Domain.Imports;
using Nexus.Domain.Workspaces;
using Nexus.Testing;
using Nexus.Testing.Postgres;
using Nexus.Testing.Storage;
using Npgsql;

namespace Nexus.Application.Tests.Features.Imports;

/// <summary>One workspace that people upload files to.</summary>
public sealed class ImportScene : IAsyncDisposable
{
    private readonly NpgsqlDataSource _app;

    private ImportScene(NpgsqlDataSource app, NexusServices nexus, WorkspaceId workspace, FixedClock clock)
    {
        _app = app;
        Nexus = nexus;
        Workspace = workspace;
        Clock = clock;
    }

    public NexusServices Nexus { get; }

    public WorkspaceId Workspace { get; }

    public FixedClock Clock { get; }

    /// <summary>Date, campaign and spend: what most tests upload.</summary>
    public static ImportMapping Ads { get; } =
        new()
        {
            Date = new DateMapping("date"),
            Values =
            [
                new ValueMapping
                {
                    Column = "spend",
                    Metric = "ads.spend",
                    Currency = "USD",
                },
            ],
            Dimensions = [new DimensionMapping("campaign", "campaign")],
        };

    public static async Task<ImportScene> OpenAsync(PostgresFixture postgres, string timeZone = "UTC")
    {
        var clock = new FixedClock(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
        var nexus = new NexusServices(postgres.App, clock);
        return new(postgres.App, nexus, await nexus.CreateWorkspaceAsync(timeZone), clock);
    }

    public Task<Import> UploadAsync(
        string text,
        ImportMapping? mapping = null,
        IngestMode mode = IngestMode.Upsert,
        RowErrorPolicy onError = RowErrorPolicy.Abort,
        string? dataset = null,
        string fileName = "ads.csv"
    ) => UploadAsync(Encoding.UTF8.GetBytes(text), mapping, mode, onError, dataset, fileName);

    public async Task<Import> UploadAsync(
        byte[] bytes,
        ImportMapping? mapping = null,
        IngestMode mode = IngestMode.Upsert,
        RowErrorPolicy onError = RowErrorPolicy.Abort,
        string? dataset = null,
        string fileName = "ads.csv"
    )
    {
        using var content = new MemoryStream(bytes);
        // Ids order by the time of the upload.
        Clock.Advance(TimeSpan.FromMilliseconds(5));
        return await Nexus.SendAsync(
            Workspace,
            new UploadImport.Command(fileName, content, mapping, mode, onError, dataset)
        );
    }

    public async Task<Import> ImportAsync(
        string text,
        ImportMapping mapping,
        IngestMode mode = IngestMode.Upsert,
        RowErrorPolicy onError = RowErrorPolicy.Abort,
        string? dataset = null
    ) => await CommitAsync(await UploadAsync(text, mapping, mode, onError, dataset));

    public Task<Import> CommitAsync(Import import) => Nexus.SendAsync(Workspace, new CommitImport.Command(import.Id));

    public async Task<Import> GetAsync(Import import) =>
        (await Nexus.SendAsync(Workspace, new GetImport.Query(import.Id))).Import;

    public async Task<List<RowError>> RejectsAsync(Import import)
    {
        await using var scope = Nexus.Enter(Workspace);
        var mediator = (MediatR.IMediator)scope.ServiceProvider.GetService(typeof(MediatR.IMediator))!;
        var answer = await mediator.Send(new ListRejects.Query(import.Id));
        var rows = new List<RowError>();
        await foreach (var row in answer.Rows)
            rows.Add(row);
        return rows;
    }

    /// <summary>Metric, dimensions, currency, day and value of every stored point.</summary>
    public Task<List<string>> PointsAsync() =>
        Nexus.RowsAsync(
            Workspace,
            """
            select s.metric, s.dimensions::text, s.currency, p.ts, p.value
            from nexus.kpi_point p join nexus.kpi_series s using (workspace_id, series_id)
            order by 1, 2, 3, 4
            """
        );

    /// <summary>Keeps every writer of the workspace waiting until it is released.</summary>
    public Task<HeldWriters> HoldWritersAsync() => HeldWriters.TakeAsync(_app, Workspace);

    public ValueTask DisposeAsync() => Nexus.DisposeAsync();
}
