using MediatR;
using Nexus.Application.Authorisation;
using Nexus.Application.Pipeline;
using Nexus.Domain.Dashboards;

namespace Nexus.Application.Features.Dashboards;

/// <summary>The dashboard templates, with what of each the workspace's data fills and what would fill the rest.</summary>
public static class ListTemplates
{
    [Needs(Right.Read)]
    public sealed record Query : IQuery<IReadOnlyList<Answer>>;

    /// <param name="Tiles">How many tiles it has in all, headings not counted.</param>
    /// <param name="Ready">How many of them there is data for.</param>
    /// <param name="Missing">The others, with the providers that could supply them.</param>
    public sealed record Answer(
        string Key,
        string Name,
        string Description,
        int Tiles,
        int Ready,
        IReadOnlyList<MissingTile> Missing
    );

    internal sealed class Handler(TemplateFilling filling) : IRequestHandler<Query, IReadOnlyList<Answer>>
    {
        public async Task<IReadOnlyList<Answer>> Handle(Query query, CancellationToken cancellationToken)
        {
            var answers = new List<Answer>();
            foreach (var template in DashboardTemplates.All)
            {
                var ready = await filling.TilesAsync(template, [], cancellationToken);
                answers.Add(
                    new Answer(
                        template.Key,
                        template.Name,
                        template.Description,
                        template.Tiles.Count(tile => tile.Kind != TileKind.Heading),
                        ready.Count(tile => tile.Kind != TileKind.Heading),
                        await filling.MissingAsync(template, cancellationToken)
                    )
                );
            }
            return answers;
        }
    }
}
