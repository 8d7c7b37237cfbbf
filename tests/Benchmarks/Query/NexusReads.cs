using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Nexus.Application.Features.Kpis;
using Nexus.Application.Storage;
using Nexus.Domain.Workspaces;
using Nexus.Testing.Storage;
using Npgsql;

namespace Nexus.Benchmarks.Query;

/// <summary>
/// The product's own reads without HTTP: as a use case up to the composed answer, and as nothing but the statements that it
/// sends. Each workspace keeps its scope.
/// </summary>
internal sealed class NexusReads(NpgsqlDataSource app) : IAsyncDisposable
{
    private readonly NexusServices _nexus = new(app, TimeProvider.System, Record);
    private readonly Dictionary<WorkspaceId, AsyncServiceScope> _scopes = [];
    private readonly Dictionary<(WorkspaceId, object Question), IReadOnlyList<RecordedReads.Call>> _calls = [];

    /// <summary>The whole use case: checked, planned, read and composed.</summary>
    public Task AskAsync(WorkspaceId workspace, ISeriesQuestion question, CancellationToken cancellationToken) =>
        question.SendAsync(Scope(workspace).GetRequiredService<IMediator>(), cancellationToken);

    /// <summary>The statements that the use case sends for a question, to the cells that they answer.</summary>
    /// <returns>Sends them once; what they are has been found out before.</returns>
    public async Task<Func<Task>> StatementsAsync(
        WorkspaceId workspace,
        ISeriesQuestion question,
        CancellationToken cancellationToken
    )
    {
        var services = Scope(workspace);
        var reads = (RecordedReads)services.GetRequiredService<IKpiReads>();
        if (!_calls.TryGetValue((workspace, question), out var calls))
        {
            // The first time it also looks up what the workspace stores.
            await AskAsync(workspace, question, cancellationToken);
            calls = await reads.RecordAsync(() => AskAsync(workspace, question, cancellationToken));
            _calls[(workspace, question)] = calls;
        }
        var transactions = services.GetRequiredService<IWorkspaceTransactions>();
        return () =>
            transactions.RunAsync(
                TransactionKind.DeferredRead,
                token => reads.RepeatAsync(calls, token),
                cancellationToken
            );
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var scope in _scopes.Values)
            await scope.DisposeAsync();
        await _nexus.DisposeAsync();
    }

    private IServiceProvider Scope(WorkspaceId workspace)
    {
        if (!_scopes.TryGetValue(workspace, out var scope))
            _scopes[workspace] = scope = _nexus.Enter(workspace);
        return scope.ServiceProvider;
    }

    private static void Record(IServiceCollection services)
    {
        var own = services.Single(service => service.ServiceType == typeof(IKpiReads)).ImplementationType!;
        services.AddScoped<IKpiReads>(provider => new RecordedReads(
            (IKpiReads)ActivatorUtilities.CreateInstance(provider, own)
        ));
    }
}

/// <summary>Something that a dashboard asks.</summary>
internal interface ISeriesQuestion
{
    Task SendAsync(IMediator mediator, CancellationToken cancellationToken);
}

/// <summary>One series; two of the same members are equal.</summary>
internal sealed record LineQuestion(string Metric, string From, string To, string? GroupBy) : ISeriesQuestion
{
    private readonly SeriesRequest _request = new()
    {
        Metric = Metric,
        From = From,
        To = To,
        Bucket = "day",
        GroupBy = GroupBy,
    };

    public Task SendAsync(IMediator mediator, CancellationToken cancellationToken) =>
        mediator.Send(new GetSeries.Query(_request), cancellationToken);
}

/// <summary>All tiles of a dashboard beside the period before.</summary>
internal sealed record TilesQuestion(string From, string To) : ISeriesQuestion
{
    private readonly List<SeriesRequest> _tiles =
    [
        .. PointFixture.Metrics.Select(metric => new SeriesRequest
        {
            Metric = metric,
            From = From,
            To = To,
            Bucket = "day",
            Compare = "previous",
        }),
    ];

    public Task SendAsync(IMediator mediator, CancellationToken cancellationToken) =>
        mediator.Send(new QueryTiles.Query(_tiles), cancellationToken);
}
