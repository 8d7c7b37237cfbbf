using MediatR;
using Nexus.Application.Authorisation;
using Nexus.Application.Pipeline;
using Nexus.Application.Storage;

namespace Nexus.Application.Features.ApiKeys;

/// <summary>Makes a key useless: at once on this node, within a second on every other. To do it twice changes nothing.</summary>
public static class RevokeApiKey
{
    [Needs(Right.Admin)]
    public sealed record Command(Guid Id) : ICommand<Unit>;

    internal sealed class Handler(IApiKeys keys, IAuditTrail audit, IWorkspaceScope scope)
        : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken cancellationToken)
        {
            var key = await keys.LockAsync(command.Id, cancellationToken) ?? throw GetApiKey.Unknown();
            if (key.RevokedAt is not null)
                return Unit.Value;
            await RefuseLockOutAsync(key, cancellationToken);
            await keys.RevokeAsync(key.Id, cancellationToken);
            await audit.AddAsync(
                "api_key.revoked",
                key.Id.ToString(),
                new
                {
                    key.Name,
                    key.Prefix,
                    key.Scopes,
                },
                after: null,
                batchId: null,
                cancellationToken
            );
            return Unit.Value;
        }

        private async Task RefuseLockOutAsync(ApiKey key, CancellationToken cancellationToken)
        {
            if (key.Scopes.Contains(ApiScopes.Operator) && !scope.Rights.Allow(Right.Operator))
            {
                throw new RefusedException(
                    RefusalKind.Forbidden,
                    "operator_key",
                    "Only a key with the scope 'operator' revokes one that has it."
                );
            }
            foreach (var held in new[] { ApiScopes.Admin, ApiScopes.Operator }.Where(key.Scopes.Contains))
            {
                if (!await keys.AnyOtherHoldsAsync(key.Id, held, cancellationToken))
                {
                    throw new RefusedException(
                        RefusalKind.Conflict,
                        "last_key",
                        $"This is the workspace's last key with the scope '{held}'. Create another one first.",
                        new Dictionary<string, object?> { ["scope"] = held }
                    );
                }
            }
        }
    }
}
