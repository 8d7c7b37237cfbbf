using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Nexus.Benchmarks.Running;
using Nexus.Infrastructure.Postgres;
using Nexus.Testing;
using Npgsql;

namespace Nexus.Benchmarks.Pages;

/// <summary>A dashboard of the demonstration.</summary>
internal sealed record DemoDashboard(string Id, string Name)
{
    public string Path => $"/dashboards/{Id}";
}

/// <summary>
/// <c>./nexus demo</c> as a process of its own, with its simulated providers, its connections and their schedules.
/// Disposing it ends it as Ctrl-C does, and removes what it stored.
/// </summary>
internal sealed partial class DemoSite : IAsyncDisposable
{
    private readonly HostProcess _process;
    private readonly string _folder;
    private readonly HttpClient _http = new(new SocketsHttpHandler());
    private string _welcome = null!;
    private Uri _payments = null!;

    private DemoSite(HostProcess process, string folder) => (_process, _folder) = (process, folder);

    public Uri Address { get; private set; } = null!;

    /// <summary>In the order in which they are shown; a visitor sees the first one first.</summary>
    public IReadOnlyList<DemoDashboard> Dashboards { get; private set; } = [];

    /// <summary>What the host holds in memory now, in MB (10^6 bytes).</summary>
    public double Resident => _process.ResidentBytes / 1e6;

    /// <summary>Starts it in an empty folder and waits until it shows its figures.</summary>
    /// <exception cref="InvalidOperationException">It ended instead; the message has what it said.</exception>
    public static async Task<DemoSite> StartAsync(string folder, CancellationToken cancellationToken)
    {
        var site = new DemoSite(HostProcess.Start(["demo", "--urls", "http://127.0.0.1:0", "--data", folder]), folder);
        try
        {
            await site.WaitAsync(cancellationToken);
            return site;
        }
        catch
        {
            await site.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc cref="DemoFill.RunAsync" />
    public async Task<long> FillAsync(int points, CancellationToken cancellationToken)
    {
        // Left running by this: the demonstration stops its server itself.
        var options = new PrivatePostgresOptions(_folder) { Detached = true };
        await using var server = await PrivatePostgres.StartAsync(options, TimeProvider.System, cancellationToken);
        await using var superuser = NpgsqlDataSource.Create(
            server.AdministratorConnectionString(DatabaseSetup.Database)
        );
        return await DemoFill.RunAsync(superuser, points, cancellationToken);
    }

    /// <summary>Follows the link that the demonstration showed, and becomes its owner.</summary>
    /// <returns>What a browser keeps of it, for further windows.</returns>
    public async Task<string> SignInAsync(IBrowser browser)
    {
        await using var context = await browser.NewContextAsync();
        var page = await context.NewPageAsync();
        await page.GotoAsync(_welcome);
        await page.FillAsync("[name=name]", "Test Person");
        await page.FillAsync("[name=email]", "person@example.com");
        await page.FillAsync("[name=password]", RandomNumberGenerator.GetHexString(24));
        await page.ClickAsync("button.primary");
        await page.WaitForURLAsync($"**{Dashboards[0].Path}");
        return await context.StorageStateAsync();
    }

    /// <summary>Has a customer pay at the simulated provider, whose webhook is news for every open page.</summary>
    public async Task PayAsync(CancellationToken cancellationToken)
    {
        using var payment = new StringContent("""{"amount": 4900}""", Encoding.UTF8, "application/json");
        using var answer = await _http.PostAsync(_payments, payment, cancellationToken);
        answer.EnsureSuccessStatusCode();
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _process.DisposeAsync();
        if (Directory.Exists(_folder))
            BenchmarkDatabase.Remove(_folder);
    }

    private async Task WaitAsync(CancellationToken cancellationToken)
    {
        _welcome = await _process.WaitForAsync("Sign in: ", cancellationToken);
        var key = await _process.WaitForAsync("API key: ", cancellationToken);
        Address = new Uri(await _process.WaitForAsync("Nexus is ready: ", cancellationToken));
        _payments = new Uri(
            Payments().Match(await _process.WaitForAsync("Have someone pay: ", cancellationToken)).Value
        );
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        Dashboards = (
            await _http.GetFromJsonAsync<List<DemoDashboard>>(new Uri(Address, "api/v1/dashboards"), cancellationToken)
        )!;
    }

    [GeneratedRegex("http://\\S+", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Payments();
}
