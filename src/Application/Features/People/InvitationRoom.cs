using Microsoft.Extensions.DependencyInjection;
using Nexus.Application.Authorisation;
using Nexus.Application.Storage;

namespace Nexus.Application.Features.People;

/// <summary>
/// Works in the workspace of a link, in a scope of its own: whoever opens the link may be signed in to another one, or to
/// none.
/// </summary>
internal sealed class InvitationRoom(IServiceScopeFactory scopes, IInvitationDirectory directory)
{
    /// <summary>A link that is unknown, used, withdrawn or too old: which one it is helps an attacker only.</summary>
    public static RefusedException Unknown() =>
        new(
            RefusalKind.NotFound,
            "invitation_unknown",
            "This link does not work: it was used already, withdrawn, or its time is over. Ask for a new one; an operator makes one with `./nexus sign-in-link`."
        );

    /// <param name="work">Is given the hash of the token.</param>
    /// <exception cref="RefusedException"><c>invitation_unknown</c>.</exception>
    public async Task<T> EnterAsync<T>(
        string linkToken,
        string actor,
        TransactionKind kind,
        Func<Services, byte[], CancellationToken, Task<T>> work,
        CancellationToken cancellationToken
    )
    {
        var hash = SecretToken.Hash(linkToken);
        var workspace = await directory.FindWorkspaceAsync(hash, cancellationToken) ?? throw Unknown();
        await using var scope = scopes.CreateAsyncScope();
        var services = scope.ServiceProvider;
        services.GetRequiredService<IWorkspaceScope>().Enter(workspace, actor, Rights.System);
        return await services
            .GetRequiredService<IWorkspaceTransactions>()
            .RunAsync(kind, token => work(new Services(services), hash, token), cancellationToken);
    }

    /// <summary>What works in the open transaction.</summary>
    internal sealed class Services(IServiceProvider services)
    {
        public IInvitations Invitations => services.GetRequiredService<IInvitations>();

        public IMemberships Memberships => services.GetRequiredService<IMemberships>();

        public IAccounts Accounts => services.GetRequiredService<IAccounts>();

        public IAuditTrail Audit => services.GetRequiredService<IAuditTrail>();

        public IWorkspaceReader Workspace => services.GetRequiredService<IWorkspaceReader>();
    }
}
