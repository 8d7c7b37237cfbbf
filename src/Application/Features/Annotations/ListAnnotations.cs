using FluentValidation;
using MediatR;
using Nexus.Application.Authorisation;
using Nexus.Application.Features.Kpis;
using Nexus.Application.Pipeline;
using Nexus.Application.Storage;

namespace Nexus.Application.Features.Annotations;

/// <summary>The annotations of some days, of a metric, or with some words; latest day first.</summary>
public static class ListAnnotations
{
    /// <param name="From">Only those that touch this day or a later one; null for all.</param>
    /// <param name="To">Only those that touch a day before this one; null for all.</param>
    /// <param name="Metric">Only those about this metric, or about all; null for every one.</param>
    /// <param name="Search">
    /// Words that title and text hold; <c>"some words"</c> in this order, <c>or</c>, and <c>-word</c> for those without.
    /// </param>
    /// <param name="Connection">Only those that come from it; null for all.</param>
    /// <param name="Cursor">Id of the last one of the page before.</param>
    /// <param name="Limit">1 to 200.</param>
    [Needs(Right.Read)]
    public sealed record Query(
        DateOnly? From,
        DateOnly? To,
        string? Metric,
        string? Search,
        Guid? Connection,
        Guid? Cursor,
        int Limit
    ) : IQuery<IReadOnlyList<AnnotationView>>;

    internal sealed class Validator : AbstractValidator<Query>
    {
        public Validator()
        {
            RuleFor(query => query.Limit).InclusiveBetween(1, 200);
            RuleFor(query => query.Metric).Storable();
            RuleFor(query => query.Search).MaximumLength(500).Storable();
        }
    }

    internal sealed class Handler(IAnnotations annotations) : IRequestHandler<Query, IReadOnlyList<AnnotationView>>
    {
        public async Task<IReadOnlyList<AnnotationView>> Handle(Query query, CancellationToken cancellationToken)
        {
            var words = string.IsNullOrWhiteSpace(query.Search) ? null : query.Search;
            var search = new AnnotationSearch(
                query.From,
                query.To,
                query.Metric,
                words,
                query.Connection,
                query.Cursor,
                query.Limit
            );
            return [.. (await annotations.ListAsync(search, cancellationToken)).Select(AnnotationView.Of)];
        }
    }
}
