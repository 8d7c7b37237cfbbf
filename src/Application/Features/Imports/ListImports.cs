using FluentValidation;
using MediatR;
using Nexus.Application.Authorisation;
using Nexus.Application.Imports;
using Nexus.Application.Pipeline;
using Nexus.Application.Storage;

namespace Nexus.Application.Features.Imports;

/// <summary>The uploaded files of the workspace, newest first.</summary>
public static class ListImports
{
    /// <param name="Cursor">Id of the last import of the page before.</param>
    /// <param name="Limit">1 to 200.</param>
    [Needs(Right.Read)]
    public sealed record Query(Guid? Cursor, int Limit) : IQuery<IReadOnlyList<Import>>;

    internal sealed class Validator : AbstractValidator<Query>
    {
        public Validator() => RuleFor(q => q.Limit).InclusiveBetween(1, 200);
    }

    internal sealed class Handler(IImportStore imports) : IRequestHandler<Query, IReadOnlyList<Import>>
    {
        public Task<IReadOnlyList<Import>> Handle(Query query, CancellationToken cancellationToken) =>
            imports.ListAsync(query.Cursor, query.Limit, cancellationToken);
    }
}
