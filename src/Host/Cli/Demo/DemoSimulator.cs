using System.Diagnostics;
using System.Text.Json;
using Nexus.Infrastructure;

namespace Nexus.Host.Cli.Demo;

/// <summary>The simulated providers, in a process of their own on loopback ports.</summary>
internal sealed class DemoSimulator : IAsyncDisposable
{
    private readonly Process _process;

    private DemoSimulator(
        Process process,
        IReadOnlyDictionary<string, Uri> addresses,
        IReadOnlyDictionary<string, string> settings
    )
    {
        _process = process;
        Addresses = addresses;
        Settings = settings;
    }

    /// <summary>Address by provider.</summary>
    public IReadOnlyDictionary<string, Uri> Addresses { get; }

    /// <summary>Configuration of Nexus that the providers ask for besides their addresses.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; }

    /// <summary>Below it, the simulator itself is told what to do.</summary>
    public Uri Administration => new(Addresses.Values.First(), "/_simulator/");

    /// <exception cref="StartupException">The repository is not there, or the simulator does not build or start.</exception>
    public static async Task<DemoSimulator> StartAsync(Action<string> say, CancellationToken cancellationToken)
    {
        var program =
            RepositoryProgram.Find(RepositoryProgram.ProviderSimulator, AppContext.BaseDirectory)
            ?? throw new StartupException(
                "The simulated providers are part of the source code. Run this from a clone of the repository."
            );
        await program.BuildAsync(say, cancellationToken);
        var process = program.Start("--webhooks");
        var addresses = new Dictionary<string, Uri>(StringComparer.Ordinal);
        var settings = new Dictionary<string, string>(StringComparer.Ordinal);
        while (await process.StandardOutput.ReadLineAsync(cancellationToken) is { Length: > 0 } line)
        {
            if (line.Split(' ') is not [var name, var value])
                break;
            if (name.Contains(':', StringComparison.Ordinal))
                settings[name] = value;
            else
                addresses[name] = new Uri(value);
        }
        if (addresses.Count > 0)
            return new(process, addresses, settings);
        await RepositoryProgram.EndAsync(process);
        throw new StartupException("The simulated providers did not start; see above.");
    }

    /// <summary>Makes an account with a past at every provider that has one to show.</summary>
    public async Task<IReadOnlyList<DemoSource>> MakeAccountsAsync(HttpClient http, CancellationToken cancellationToken)
    {
        using var answer = await http.PostAsync(new Uri(Administration, "demo"), content: null, cancellationToken);
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadFromJsonAsync<List<DemoSource>>(cancellationToken) ?? [];
    }

    /// <summary>Registers where a provider is to send its events.</summary>
    /// <returns>The secret that it signs them with.</returns>
    public async Task<string> RegisterAsync(
        HttpClient http,
        string path,
        Uri endpoint,
        CancellationToken cancellationToken
    )
    {
        using var answer = await http.PostAsJsonAsync(
            new Uri(Administration, path),
            new { url = endpoint },
            cancellationToken
        );
        answer.EnsureSuccessStatusCode();
        var registered = await answer.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
        return registered.GetProperty("secret").GetString()!;
    }

    public async ValueTask DisposeAsync()
    {
        await RepositoryProgram.EndAsync(_process);
        _process.Dispose();
    }
}

/// <summary>An account of a simulated provider, and how it is connected.</summary>
/// <param name="Consent">Whether somebody consents at the provider, instead of handing over credentials.</param>
internal sealed record DemoSource(
    string Provider,
    string Name,
    IReadOnlyDictionary<string, string> Credentials,
    JsonElement Settings,
    DemoWebhooks? Webhooks,
    bool Consent = false
)
{
    public override string ToString() => Name;
}

/// <param name="Path">Of the simulator, where an endpoint is registered.</param>
/// <param name="Credential">Name of the credential that the endpoint's secret becomes.</param>
internal sealed record DemoWebhooks(string Path, string Credential);
