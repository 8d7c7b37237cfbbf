using FluentValidation;
using MediatR;
using Nexus.Application.Authorisation;
using Nexus.Application.Features.Kpis.Series;
using Nexus.Application.Pipeline;
using Nexus.Application.Storage;

namespace Nexus.Application.Features.Kpis;

/// <summary>Reads one metric over time.</summary>
public static class GetSeries
{
    /// <exception cref="RefusedException">
    /// <c>unknown_metric</c> (not found); <c>aggregation_not_allowed</c>, <c>bucket_not_available</c>,
    /// <c>too_many_buckets</c>, <c>empty_range</c>, <c>unknown_dimension</c>, <c>dimensions_not_available</c>,
    /// <c>source_required</c> (unprocessable).
    /// </exception>
    [Needs(Right.Read)]
    public sealed record Query(SeriesRequest Series) : ISeriesQuery<Versioned<SeriesAnswer>>;

    internal sealed class Validator : AbstractValidator<Query>
    {
        // Callers send the members of the request, not the request.
        public Validator() =>
            RuleFor(q => q.Series).SetValidator(new SeriesRequest.Rules()).OverridePropertyName(string.Empty);
    }

    internal sealed class Handler(IKpiReads reads, TimeProvider clock) : IRequestHandler<Query, Versioned<SeriesAnswer>>
    {
        public async Task<Versioned<SeriesAnswer>> Handle(Query query, CancellationToken cancellationToken)
        {
            var read = await new SeriesReader(reads, clock).ReadAsync([query.Series], cancellationToken);
            var outcome = read.Value[0];
            return new Versioned<SeriesAnswer>(outcome.Answer ?? throw outcome.Refusal!, read.Version, read.Clock);
        }
    }
}
