using Microsoft.Extensions.DependencyInjection;
using Nexus.Application.Authorisation;
using Nexus.Application.Features.ApiKeys;
using Nexus.Application.Storage;
using Nexus.Domain.Workspaces;

namespace Nexus.Application.Features.Workspaces;

/// <summary>Creates a workspace with its first key or its owner, in a scope of its own: the caller's belongs to another workspace.</summary>
internal sealed class WorkspaceFounding(IServiceScopeFactory scopes, IWorkspaces workspaces, TimeProvider clock)
{
    /// <param name="key">Null for a workspace that people are to make keys for.</param>
    public async Task<Workspace> FoundAsync(
        Founder founder,
        ApiKeyText? key,
        IReadOnlyList<string> keyScopes,
        string actor,
        CancellationToken cancellationToken
    )
    {
        var now = clock.GetUtcNow();
        var workspace = new Workspace(
            await workspaces.NextIdAsync(cancellationToken),
            Guid.CreateVersion7(now),
            founder.Name.Trim(),
            founder.TimeZone,
            founder.Currency,
            DayOfWeek.Monday,
            DataVersion: 0
        );

        await using var scope = scopes.CreateAsyncScope();
        var services = scope.ServiceProvider;
        services.GetRequiredService<IWorkspaceScope>().Enter(workspace.Id, actor, Rights.System);
        return await services
            .GetRequiredService<IWorkspaceTransactions>()
            .RunAsync(
                TransactionKind.Write,
                async token =>
                {
                    await services.GetRequiredService<IWorkspaces>().AddAsync(workspace, token);
                    if (key is not null)
                        await AddKeyAsync(services, key, keyScopes, actor, token);
                    if (founder.Owner is { } owner)
                        await services
                            .GetRequiredService<IMemberships>()
                            .TryAddAsync(owner, MemberRole.Owner, actor, token);
                    await services
                        .GetRequiredService<IAuditTrail>()
                        .AddAsync(
                            "workspace.created",
                            workspace.PublicId.ToString(),
                            before: null,
                            new
                            {
                                workspace.Name,
                                workspace.TimeZone,
                                workspace.Currency,
                                key = key?.Prefix,
                            },
                            batchId: null,
                            token
                        );
                    return workspace;
                },
                cancellationToken
            );
    }

    private async Task AddKeyAsync(
        IServiceProvider services,
        ApiKeyText key,
        IReadOnlyList<string> scopes,
        string actor,
        CancellationToken cancellationToken
    )
    {
        var now = clock.GetUtcNow();
        var first = new ApiKey(
            Guid.CreateVersion7(now),
            "First key",
            key.Prefix,
            scopes,
            actor,
            now,
            ExpiresAt: null,
            LastUsedAt: null,
            RevokedAt: null
        );
        await services.GetRequiredService<IApiKeys>().AddAsync(first, key.Hash, cancellationToken);
    }
}

/// <summary>What a new workspace is given.</summary>
internal sealed record Founder(string Name, string TimeZone, string Currency)
{
    /// <summary>The person whom it belongs to; null where nobody has signed in yet.</summary>
    public Guid? Owner { get; init; }
}
