using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Nexus.Application.Authorisation;
using Nexus.Application.Features.Workspaces;
using Nexus.Application.Storage;
using Nexus.Domain.Workspaces;
using Nexus.Testing.Postgres;
using Xunit;

namespace Nexus.Testing.Http.Pages;

/// <summary>A node whose pages take test sessions, with the first workspace, for one test class (<c>IClassFixture</c>).</summary>
public sealed class PagesFixture : IAsyncLifetime
{
    private TestDatabase? _database;
    private RunningNexus? _node;

    public TestDatabase Database =>
        _database ?? throw new InvalidOperationException("The fixture has not been started.");

    public RunningNexus Node => _node ?? throw new InvalidOperationException("The fixture has not been started.");

    /// <summary>Configuration that the node is started with, such as <c>PublicUrl=http://127.0.0.1:5001</c>.</summary>
    public string[] Settings { get; set; } = [];

    /// <summary>Changes the node last, before it is started.</summary>
    public Action<WebApplicationBuilder> Adjust { get; set; } = _ => { };

    /// <summary>False for a node on which people sign in as they really do.</summary>
    public bool TakesTestSessions { get; init; } = true;

    /// <summary>The first workspace's key, with every scope.</summary>
    public string OperatorKey { get; private set; } = "";

    /// <summary>The first workspace.</summary>
    public Workspace Workspace { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        _database = await (await TestPostgres.GetAsync()).CreateDatabaseAsync();
        _node = await RunningNexus.StartAsync(
            _database,
            builder =>
            {
                if (TakesTestSessions)
                    TestSession.Accept(builder);
                Adjust(builder);
            },
            Settings
        );
        OperatorKey = (await _node.FirstKeyAsync())!;
        Workspace = await FirstWorkspaceAsync();
    }

    /// <summary>Someone with that role in the first workspace.</summary>
    public TestSession Person(string role = "owner") =>
        new(Guid.CreateVersion7(), "Test Person", Workspace.Id.Value, Workspace.PublicId, role);

    /// <summary>A browser without scripts, signed in with that role in the first workspace.</summary>
    public PageClient SignIn(string role = "owner") => new(Node.Address, Person(role));

    /// <summary>A browser without scripts, not signed in.</summary>
    public PageClient Stranger() => new(Node.Address, session: null);

    /// <summary>Sends a use case on behalf of the first workspace.</summary>
    public async Task<T> SendAsync<T>(IRequest<T> request)
    {
        await using var scope = Node.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<IWorkspaceScope>().Enter(Workspace.Id, "test", Rights.System);
        return await scope.ServiceProvider.GetRequiredService<IMediator>().Send(request);
    }

    public async Task DisposeAsync()
    {
        if (_node is not null)
            await _node.DisposeAsync();
        if (_database is not null)
            await _database.DisposeAsync();
    }

    private async Task<Workspace> FirstWorkspaceAsync()
    {
        await using var scope = Node.Services.CreateAsyncScope();
        var first = await scope
            .ServiceProvider.GetRequiredService<IWorkspaces>()
            .FindFirstAsync(CancellationToken.None);
        scope.ServiceProvider.GetRequiredService<IWorkspaceScope>().Enter(first!.Value, "test", Rights.System);
        return await scope.ServiceProvider.GetRequiredService<IMediator>().Send(new GetWorkspace.Query());
    }
}
