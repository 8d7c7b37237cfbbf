using Nexus.Application.Authorisation;
using Nexus.Application.Storage;
using Nexus.Domain.Workspaces;

namespace Nexus.Application.Features.People;

/// <summary>Begins the session of a browser, with a token that nobody knew before, and ends the one that it had.</summary>
internal sealed class SessionOpening(ISessions sessions, IWorkspaceScope scope, TimeProvider clock)
{
    private const int LongestAgent = 300;

    /// <returns>The token, for the browser alone.</returns>
    public async Task<string> OpenAsync(
        Person person,
        WorkspaceId workspace,
        Browser browser,
        CancellationToken cancellationToken
    )
    {
        var now = clock.GetUtcNow();
        var token = SecretToken.Create();
        var session = new Session(
            Guid.CreateVersion7(now),
            person.Id,
            workspace,
            browser.Address,
            browser.Agent.Length > LongestAgent ? browser.Agent[..LongestAgent] : browser.Agent,
            now,
            now,
            now + SessionLife.Idle
        );
        await sessions.AddAsync(session, SecretToken.Hash(token), cancellationToken);
        if (scope.Rights.Person is { } former)
            await sessions.EndAsync(former.Id, former.Session, cancellationToken);
        return token;
    }
}

/// <summary>How long a person stays signed in.</summary>
public static class SessionLife
{
    /// <summary>Without being used.</summary>
    public static readonly TimeSpan Idle = TimeSpan.FromDays(14);

    /// <summary>However much it is used.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(90);

    /// <summary>When a session ends that is used now.</summary>
    public static DateTimeOffset EndAfterUse(DateTimeOffset createdAt, DateTimeOffset now) =>
        now + Idle < createdAt + Longest ? now + Idle : createdAt + Longest;
}
