using MediatR;
using Nexus.Application.Authorisation;
using Nexus.Application.Pipeline;
using Nexus.Application.Storage;

namespace Nexus.Application.Features.ApiKeys;

/// <summary>One key of the caller's workspace.</summary>
public static class GetApiKey
{
    /// <exception cref="RefusedException"><c>api_key_not_found</c> (not found).</exception>
    [Needs(Right.Admin)]
    public sealed record Query(Guid Id) : IQuery<ApiKey>;

    internal sealed class Handler(IApiKeys keys) : IRequestHandler<Query, ApiKey>
    {
        public async Task<ApiKey> Handle(Query query, CancellationToken cancellationToken) =>
            await keys.FindAsync(query.Id, cancellationToken) ?? throw Unknown();
    }

    internal static RefusedException Unknown() =>
        new(RefusalKind.NotFound, "api_key_not_found", "There is no such key in this workspace.");
}
