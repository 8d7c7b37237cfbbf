using MediatR;
using Nexus.Application.Authorisation;
using Nexus.Application.Imports;
using Nexus.Application.Pipeline;
using Nexus.Application.Storage;

namespace Nexus.Application.Features.Imports;

/// <summary>The mappings that are applied to the next file of their layout.</summary>
public static class ListImportTemplates
{
    [Needs(Right.Read)]
    public sealed record Query : IQuery<IReadOnlyList<ImportTemplate>>;

    internal sealed class Handler(IImportStore imports) : IRequestHandler<Query, IReadOnlyList<ImportTemplate>>
    {
        public Task<IReadOnlyList<ImportTemplate>> Handle(Query query, CancellationToken cancellationToken) =>
            imports.ListTemplatesAsync(cancellationToken);
    }
}
