using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Nexus.Application.Authorisation;
using Nexus.Application.Features.People;
using Nexus.Application.Storage;
using Nexus.Domain.Workspaces;
using Nexus.Testing;
using Nexus.Testing.Http;
using Nexus.Testing.Postgres;

namespace Nexus.Host.Tests.Identity;

/// <summary>A node whose clock stands still, on a database of its own with the first workspace.</summary>
public sealed class IdentityScene : IAsyncLifetime
{
    public static readonly Browser Laptop = new("192.0.2.1", "Laptop");

    private TestDatabase? _database;
    private RunningNexus? _node;

    public FixedClock Clock { get; } = new(TimeProvider.System.GetUtcNow());

    public TestDatabase Database => _database ?? throw new InvalidOperationException("The scene has not been set.");

    public RunningNexus Node => _node ?? throw new InvalidOperationException("The scene has not been set.");

    /// <summary>The first workspace's key, with every scope.</summary>
    public string OperatorKey { get; private set; } = "";

    public async Task InitializeAsync()
    {
        _database = await (await TestPostgres.GetAsync()).CreateDatabaseAsync();
        _node = await NodeAsync();
        OperatorKey = (await _node.FirstKeyAsync())!;
    }

    /// <summary>Another node on the same database, with the same clock.</summary>
    public Task<RunningNexus> NodeAsync() =>
        RunningNexus.StartAsync(Database, builder => builder.Services.AddSingleton<TimeProvider>(Clock));

    /// <summary>Sends a use case as somebody who has shown nothing.</summary>
    public async Task<T> SendAsync<T>(IRequest<T> request)
    {
        await using var scope = Node.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<IMediator>().Send(request);
    }

    /// <summary>Sends a use case as the person whose session the token is.</summary>
    public async Task<T> SendAsync<T>(string token, IRequest<T> request, RunningNexus? node = null)
    {
        await using var scope = (node ?? Node).Services.CreateAsyncScope();
        var known =
            await scope
                .ServiceProvider.GetRequiredService<ISessions>()
                .FindAsync(SecretToken.Hash(token), CancellationToken.None)
            ?? throw new InvalidOperationException("There is no such session.");
        scope
            .ServiceProvider.GetRequiredService<IWorkspaceScope>()
            .Enter(
                known.Workspace.Id,
                PersonActor.Of(known.Person),
                Rights.OfMember(
                    known.Role,
                    new SignedInPerson(known.Person.Id, known.Session.Id, known.Person.Name, known.Person.Email)
                )
            );
        return await scope.ServiceProvider.GetRequiredService<IMediator>().Send(request);
    }

    /// <summary>Whose session the token is; null where it has ended.</summary>
    public async Task<KnownSession?> FindAsync(string token, RunningNexus? node = null)
    {
        await using var scope = (node ?? Node).Services.CreateAsyncScope();
        return await scope
            .ServiceProvider.GetRequiredService<ISessions>()
            .FindAsync(SecretToken.Hash(token), CancellationToken.None);
    }

    /// <summary>A new member of the first workspace, and the token of their session.</summary>
    public async Task<string> JoinAsync(string email, MemberRole role = MemberRole.Owner, Guid? workspace = null)
    {
        var link = await Node.InviteAsync(role, workspace);
        return (await RegisterAsync(link.Token, email)).Token;
    }

    public Task<SignIn.Answer> RegisterAsync(string link, string email) =>
        SendAsync(new RegisterByInvitation.Command(link, "Anna Example", email, SignedInPeople.Password, Laptop));

    public Task<SignIn.Answer> SignInAsync(string email, string password = SignedInPeople.Password) =>
        SendAsync(new SignIn.Command(email, password, Laptop));

    public async Task DisposeAsync()
    {
        if (_node is not null)
            await _node.DisposeAsync();
        if (_database is not null)
            await _database.DisposeAsync();
    }
}
