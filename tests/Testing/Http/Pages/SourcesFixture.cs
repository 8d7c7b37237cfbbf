using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Hosting;
using Nexus.ProviderSimulator;
using Nexus.ProviderSimulator.Google;
using Nexus.ProviderSimulator.Stripe;
using Xunit;

namespace Nexus.Testing.Http.Pages;

/// <summary>Pages of a node that reaches simulated providers over HTTP, and is reached from them under its own address.</summary>
public sealed class SourcesFixture : IAsyncLifetime
{
    private Simulator? _simulator;

    public PagesFixture Nexus { get; init; } = new();

    public Simulator Simulator =>
        _simulator ?? throw new InvalidOperationException("The fixture has not been started.");

    public async Task InitializeAsync()
    {
        await PrepareAsync();
        await Nexus.InitializeAsync();
    }

    /// <summary>Starts the providers and says where they are, for a node that somebody else starts.</summary>
    public async Task PrepareAsync()
    {
        _simulator = await Simulator.StartAsync();
        foreach (var id in new[] { "1001", "1002" })
            _simulator.Google.Properties[id] = new AnalyticsProperty(id) { Name = $"Shop {id}" };
        var google = _simulator.UrlOf(_simulator.Google);
        var home = $"http://127.0.0.1:{FreePort()}";
        // Providers send people back to an address that is known before the node starts.
        Nexus.Adjust = builder => builder.WebHost.UseUrls(home);
        Nexus.Settings =
        [
            "Syncing:Enabled=true",
            $"PublicUrl={home}",
            $"Providers:stripe:BaseUrl={_simulator.BaseUrl}",
            $"Providers:google-analytics:BaseUrl={google}",
            $"Providers:google-analytics:AuthorizeUrl={google}authorize",
            $"Providers:google-analytics:TokenUrl={google}token",
            $"Providers:google-analytics:RevokeUrl={google}revoke",
            $"OAuth:google:ClientId={GoogleConsent.ClientId}",
            $"OAuth:google:ClientSecret={GoogleConsent.ClientSecret}",
        ];
    }

    /// <summary>An account at the simulated Stripe that nobody is connected to, with a customer who pays.</summary>
    public StripeAccount NewStripeAccount()
    {
        var account = Simulator.Stripe.CreateAccount($"acct_1{Guid.NewGuid():N}"[..21]);
        var price = account.Catalog.CreatePrice(new("eur", 4000));
        account.Subscriptions.Create(account.Customers.Create(), price);
        return account;
    }

    public async Task DisposeAsync()
    {
        await Nexus.DisposeAsync();
        if (_simulator is not null)
            await _simulator.DisposeAsync();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
