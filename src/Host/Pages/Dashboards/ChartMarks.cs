using MediatR;
using Nexus.Application.Features.Annotations;
using Nexus.Host.Components;

namespace Nexus.Host.Pages.Dashboards;

/// <summary>Notes on days, as charts draw them.</summary>
internal static class ChartMarks
{
    /// <summary>More would hide what they are about.</summary>
    private const int Most = 100;

    private const int LongestText = 28;

    /// <summary>For each tile the notes on the days that it shows: those about its metric, and those about all.</summary>
    /// <param name="to">First day after.</param>
    public static async Task<Func<BoardTile, IReadOnlyList<ChartMark>>> OfAsync(
        DateOnly from,
        DateOnly to,
        IMediator mediator,
        CancellationToken cancellationToken
    )
    {
        var notes = await NotesAsync(from, to, metric: null, mediator, cancellationToken);
        return tile => Of(tile, notes);
    }

    public static async Task<IReadOnlyList<AnnotationView>> NotesAsync(
        DateOnly from,
        DateOnly to,
        string? metric,
        IMediator mediator,
        CancellationToken cancellationToken
    ) => await mediator.Send(new ListAnnotations.Query(from, to, metric, null, null, null, Most), cancellationToken);

    public static IReadOnlyList<ChartMark> Of(BoardTile tile, IReadOnlyList<AnnotationView> notes) =>
        [
            .. notes
                .Where(note => note.Metric is null || note.Metric == tile.Data.Metric?.Key)
                .Select(note => new ChartMark(
                    Cut(note.Title),
                    tile.ColumnOf(note.From) ?? (tile.ColumnOf(note.To) is null ? null : tile.FirstColumn),
                    null
                )
                {
                    Until = note.To > note.From ? tile.ColumnOf(note.To) : null,
                })
                .Where(mark => mark.Label is not null),
        ];

    private static string Cut(string title) => title.Length <= LongestText ? title : title[..(LongestText - 1)] + "…";
}
