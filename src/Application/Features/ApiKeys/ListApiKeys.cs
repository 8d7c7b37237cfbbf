using FluentValidation;
using MediatR;
using Nexus.Application.Authorisation;
using Nexus.Application.Pipeline;
using Nexus.Application.Storage;

namespace Nexus.Application.Features.ApiKeys;

/// <summary>The keys of the caller's workspace, oldest first; expired and revoked ones are among them.</summary>
public static class ListApiKeys
{
    /// <param name="Cursor">Id of the last key of the page before.</param>
    /// <param name="Limit">1 to 200.</param>
    [Needs(Right.Admin)]
    public sealed record Query(Guid? Cursor, int Limit) : IQuery<IReadOnlyList<ApiKey>>;

    internal sealed class Validator : AbstractValidator<Query>
    {
        public Validator() => RuleFor(query => query.Limit).InclusiveBetween(1, 200);
    }

    internal sealed class Handler(IApiKeys keys) : IRequestHandler<Query, IReadOnlyList<ApiKey>>
    {
        public Task<IReadOnlyList<ApiKey>> Handle(Query query, CancellationToken cancellationToken) =>
            keys.ListAsync(query.Cursor, query.Limit, cancellationToken);
    }
}
