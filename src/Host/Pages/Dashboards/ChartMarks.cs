using MediatR;
using Nexus.Host.Components;

namespace Nexus.Host.Pages.Dashboards;

/// <summary>Notes on days, as charts draw them.</summary>
internal static class ChartMarks
{
    public static Task<Func<BoardTile, IReadOnlyList<ChartMark>>> OfAsync(
        DateOnly from,
        DateOnly to,
        IMediator mediator,
        CancellationToken cancellationToken
    ) => Task.FromResult<Func<BoardTile, IReadOnlyList<ChartMark>>>(_ => []);
}
