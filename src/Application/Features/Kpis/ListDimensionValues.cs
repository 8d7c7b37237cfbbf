using FluentValidation;
using MediatR;
using Nexus.Application.Authorisation;
using Nexus.Application.Features.Kpis.Series;
using Nexus.Application.Pipeline;
using Nexus.Application.Storage;

namespace Nexus.Application.Features.Kpis;

/// <summary>The values of a dimension that some metrics can be narrowed down to.</summary>
public static class ListDimensionValues
{
    /// <summary>More cannot be chosen from in a list; a filter that is written by hand takes any.</summary>
    public const int Most = 500;

    /// <param name="Dimension">Its name, such as campaign.</param>
    /// <param name="Metrics">Keys; a metric that is calculated stands for those that it is calculated from.</param>
    /// <returns>Up to <see cref="Most"/> values in the order of the alphabet; none for a dimension that there is not.</returns>
    [Needs(Right.Read)]
    public sealed record Query(string Dimension, IReadOnlyCollection<string> Metrics) : IQuery<IReadOnlyList<string>>;

    internal sealed class Validator : AbstractValidator<Query>
    {
        public Validator()
        {
            RuleFor(query => query.Dimension).NotEmpty().MaximumLength(200).Storable();
            RuleForEach(query => query.Metrics).MaximumLength(200).Storable();
        }
    }

    internal sealed class Handler(IDimensionValues values) : IRequestHandler<Query, IReadOnlyList<string>>
    {
        public async Task<IReadOnlyList<string>> Handle(Query query, CancellationToken cancellationToken) =>
            await values.ListAsync(
                query.Dimension,
                query.Metrics.SelectMany(FormulaParts.Keys).ToHashSet(StringComparer.Ordinal),
                Most,
                cancellationToken
            );
    }
}
