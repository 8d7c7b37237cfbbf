using MediatR;
using Nexus.Application.Authorisation;
using Nexus.Application.Imports;
using Nexus.Application.Pipeline;
using Nexus.Application.Storage;

namespace Nexus.Application.Features.Imports;

/// <summary>One uploaded file and where it stands.</summary>
public static class GetImport
{
    [Needs(Right.Read)]
    public sealed record Query(Guid Id) : IQuery<Answer>;

    /// <param name="SameFile">The import that stored the same bytes before, if there is one.</param>
    public sealed record Answer(Import Import, Import? SameFile);

    internal sealed class Handler(ImportAccess access, IImportStore imports) : IRequestHandler<Query, Answer>
    {
        public async Task<Answer> Handle(Query query, CancellationToken cancellationToken)
        {
            var import = await access.GetAsync(query.Id, cancellationToken);
            return new(import, await imports.FindCommittedAsync(import.Facts.Sha256, import.Id, cancellationToken));
        }
    }
}
