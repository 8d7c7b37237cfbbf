using FluentValidation;
using MediatR;
using Nexus.Application.Authorisation;
using Nexus.Application.Pipeline;
using Nexus.Application.Storage;

namespace Nexus.Application.Features.Connections;

/// <summary>The connections of the workspace, oldest first.</summary>
public static class ListConnections
{
    /// <param name="Cursor">Id of the last connection of the page before.</param>
    /// <param name="Limit">1 to 200.</param>
    [Needs(Right.Read)]
    public sealed record Query(Guid? Cursor, int Limit) : IQuery<IReadOnlyList<ConnectionView>>;

    internal sealed class Validator : AbstractValidator<Query>
    {
        public Validator() => RuleFor(query => query.Limit).InclusiveBetween(1, 200);
    }

    internal sealed class Handler(IConnections connections, ConnectionLookup lookup)
        : IRequestHandler<Query, IReadOnlyList<ConnectionView>>
    {
        public async Task<IReadOnlyList<ConnectionView>> Handle(Query query, CancellationToken cancellationToken) =>
            [.. (await connections.ListAsync(query.Cursor, query.Limit, cancellationToken)).Select(lookup.View)];
    }
}
