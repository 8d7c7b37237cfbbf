using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Nexus.Host.Cli;
using Nexus.Testing.Http;
using Nexus.Testing.Postgres;

namespace Nexus.Browser.Tests;

/// <summary>A browser and a node that people sign in to as they do, for one test class.</summary>
public sealed class PeopleFixture : IAsyncLifetime
{
    private TestDatabase? _database;
    private RunningNexus? _node;
    private BrowserProgram? _browser;

    public RunningNexus Node => _node ?? throw new InvalidOperationException("The fixture has not been started.");

    /// <summary>Path of the link that the first start printed.</summary>
    public string FirstLink { get; private set; } = "";

    public async Task InitializeAsync()
    {
        _database = await (await TestPostgres.GetAsync()).CreateDatabaseAsync();
        _node = await RunningNexus.StartAsync(_database);
        await using var scope = _node.Services.CreateAsyncScope();
        var first = await scope
            .ServiceProvider.GetRequiredService<IFirstStart>()
            .RunAsync(apiKey: null, CancellationToken.None);
        FirstLink = first!.SignInPath!;
        _browser = await BrowserProgram.StartAsync();
    }

    /// <summary>A new window.</summary>
    /// <param name="person">Who is signed in there; null for nobody.</param>
    public async Task<Window> OpenAsync(Look look, SignedInClient? person = null)
    {
        var context = await _browser!.OpenAsync(Node.Address, look);
        if (person is not null)
            await context.AddCookiesAsync(
                person
                    .Cookies.GetAllCookies()
                    .Select(cookie => new Cookie
                    {
                        Name = cookie.Name,
                        Value = cookie.Value,
                        Url = Node.Address.ToString(),
                    })
            );
        return await Window.OpenAsync(context);
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        if (_node is not null)
            await _node.DisposeAsync();
        if (_database is not null)
            await _database.DisposeAsync();
    }
}
