using FluentValidation;
using MediatR;
using Nexus.Application.Authorisation;
using Nexus.Application.Pipeline;
using Nexus.Application.Storage;

namespace Nexus.Application.Features.Rates;

/// <summary>The workspace's table of rates, by currency and day.</summary>
public static class ListExchangeRates
{
    /// <param name="Currency">Only this one; null for all.</param>
    /// <param name="After">The last rate of the page before.</param>
    /// <param name="Limit">1 to 1000.</param>
    [Needs(Right.Read)]
    public sealed record Query(string? Currency, (string Currency, DateOnly Day)? After, int Limit)
        : IQuery<IReadOnlyList<ExchangeRate>>;

    internal sealed class Validator : AbstractValidator<Query>
    {
        public Validator() => RuleFor(query => query.Limit).InclusiveBetween(1, 1000);
    }

    internal sealed class Handler(IExchangeRateTable table) : IRequestHandler<Query, IReadOnlyList<ExchangeRate>>
    {
        public Task<IReadOnlyList<ExchangeRate>> Handle(Query query, CancellationToken cancellationToken) =>
            table.ListAsync(query.Currency, query.After, query.Limit, cancellationToken);
    }
}
