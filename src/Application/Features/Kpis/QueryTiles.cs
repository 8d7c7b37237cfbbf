using FluentValidation;
using MediatR;
using Nexus.Application.Authorisation;
using Nexus.Application.Features.Kpis.Series;
using Nexus.Application.Pipeline;
using Nexus.Application.Storage;

namespace Nexus.Application.Features.Kpis;

/// <summary>Reads the series of a whole dashboard at once.</summary>
public static class QueryTiles
{
    public const int MaxTiles = 100;

    /// <param name="Tiles">1 to 100; a tile that is refused does not fail the others.</param>
    [Needs(Right.Read)]
    public sealed record Query(IReadOnlyList<SeriesRequest> Tiles) : ISeriesQuery<Versioned<Answer>>;

    /// <param name="Tiles">In the order asked.</param>
    public sealed record Answer(IReadOnlyList<Tile> Tiles);

    /// <summary>Either a series or the reason why there is none.</summary>
    public sealed record Tile(SeriesAnswer? Series, TileProblem? Problem);

    /// <param name="Code">As the code of a problem answer.</param>
    public sealed record TileProblem(string Code, string Detail, IReadOnlyDictionary<string, object?> Details);

    internal sealed class Validator : AbstractValidator<Query>
    {
        public Validator()
        {
            RuleFor(q => q.Tiles)
                .NotEmpty()
                .Must(t => t is null || t.Count <= MaxTiles)
                .WithMessage($"At most {MaxTiles} tiles.");
            RuleForEach(q => q.Tiles).NotNull().SetValidator(new SeriesRequest.Rules());
        }
    }

    internal sealed class Handler(IKpiReads reads, TimeProvider clock) : IRequestHandler<Query, Versioned<Answer>>
    {
        public async Task<Versioned<Answer>> Handle(Query query, CancellationToken cancellationToken)
        {
            var read = await new SeriesReader(reads, clock).ReadAsync(query.Tiles, cancellationToken);
            var tiles = read.Value.Select(outcome => new Tile(
                outcome.Answer,
                outcome.Refusal is { } no ? new TileProblem(no.Code, no.Message, no.Details) : null
            ));
            return new Versioned<Answer>(new Answer([.. tiles]), read.Version, read.Clock);
        }
    }
}
