using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Nexus.ProviderSimulator.Administration;
using Nexus.ProviderSimulator.Faults;
using Nexus.ProviderSimulator.Google;
using Nexus.ProviderSimulator.Http;
using Nexus.ProviderSimulator.LinkedInAds;
using Nexus.ProviderSimulator.MetaAds;
using Nexus.ProviderSimulator.Notion;
using Nexus.ProviderSimulator.Stripe;
using Nexus.ProviderSimulator.XAds;

namespace Nexus.ProviderSimulator;

/// <summary>Fake providers over real HTTP, on ports of the loopback interface.</summary>
/// <remarks>
/// State is made in C# (<see cref="StripeSimulation"/>), faults are scripted (<see cref="Faults"/>), and
/// every request is kept (<see cref="Requests"/>). Another process does the same below <c>/_simulator/</c>.
/// </remarks>
public sealed class Simulator : IAsyncDisposable
{
    private readonly WebApplication _web;
    private readonly Dictionary<int, ISimulatedProvider> _ports = [];
    private readonly AdminApi _admin;

    private Simulator(SimulatorOptions options, TimeProvider clock)
    {
        Clock = clock;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddHttpClient();
        Providers =
        [
            Stripe = new StripeSimulation(options.Stripe, clock, () => Client),
            Google = new GoogleSimulation(clock),
            Meta = new MetaSimulation(clock),
            LinkedIn = new LinkedInSimulation(clock),
            X = new XSimulation(clock),
            Notion = new NotionSimulation(clock),
        ];
        Providers = [.. Providers, .. Others(clock)];
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            foreach (var index in Enumerable.Range(0, Providers.Count))
                kestrel.Listen(IPAddress.Loopback, options.Port == 0 ? 0 : options.Port + index);
        });
        _web = builder.Build();
        _admin = new AdminApi(this);
        _web.Run(ServeAsync);
    }

    /// <summary>What time the providers think it is.</summary>
    public TimeProvider Clock { get; }

    /// <summary>What goes wrong, and when.</summary>
    public FaultPlan Faults { get; } = new();

    /// <summary>Every request that came in, in order.</summary>
    public RequestLog Requests { get; } = new();

    public StripeSimulation Stripe { get; }

    public GoogleSimulation Google { get; }

    public MetaSimulation Meta { get; }

    public LinkedInSimulation LinkedIn { get; }

    public XSimulation X { get; }

    public NotionSimulation Notion { get; }

    /// <summary>All providers, in the order of their ports.</summary>
    public IReadOnlyList<ISimulatedProvider> Providers { get; }

    /// <summary>Where Stripe is; administration is reached below <c>/_simulator/</c> of any provider's address.</summary>
    public Uri BaseUrl => UrlOf(Stripe);

    private HttpClient Client => _web.Services.GetRequiredService<IHttpClientFactory>().CreateClient();

    /// <summary>The provider of a type; for those that have no property of their own.</summary>
    public T Get<T>()
        where T : ISimulatedProvider => Providers.OfType<T>().Single();

    /// <summary>Starts listening; the ports are open when this returns.</summary>
    /// <param name="clock">The system's when null. A clock that stands still is fine.</param>
    public static async Task<Simulator> StartAsync(
        SimulatorOptions? options = null,
        TimeProvider? clock = null,
        CancellationToken cancellationToken = default
    )
    {
        var simulator = new Simulator(options ?? new(), clock ?? TimeProvider.System);
        await simulator._web.StartAsync(cancellationToken);
        simulator.ReadPorts();
        return simulator;
    }

    /// <summary>Where a provider listens, as in <c>http://127.0.0.1:41235/</c>.</summary>
    public Uri UrlOf(ISimulatedProvider provider) =>
        new($"http://127.0.0.1:{_ports.Single(port => port.Value == provider).Key}/");

    /// <summary>Waits until the process is told to stop.</summary>
    public Task WaitForShutdownAsync(CancellationToken cancellationToken) =>
        _web.WaitForShutdownAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await Stripe.DisposeAsync();
        await _web.StopAsync(new CancellationToken(canceled: true));
        await _web.DisposeAsync();
    }

    /// <summary>Providers that have no property of their own here, by their names: all that are made of a clock.</summary>
    private IEnumerable<ISimulatedProvider> Others(TimeProvider clock) =>
        typeof(Simulator)
            .Assembly.GetTypes()
            .Where(type =>
                type is { IsClass: true, IsAbstract: false }
                && type.IsAssignableTo(typeof(ISimulatedProvider))
                && Providers.All(known => known.GetType() != type)
            )
            .Select(type => (ISimulatedProvider)Activator.CreateInstance(type, clock)!)
            .OrderBy(provider => provider.Name, StringComparer.Ordinal);

    private void ReadPorts()
    {
        var addresses = _web.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        foreach (var (provider, address) in Providers.Zip(addresses))
            _ports[new Uri(address).Port] = provider;
    }

    private async Task ServeAsync(HttpContext context)
    {
        var request = await SimulatedRequest.ReadAsync(context);
        if (request.Path.StartsWith("/_simulator", StringComparison.Ordinal))
        {
            await AnswerWriter.WriteAsync(context, await _admin.AnswerAsync(request, context.RequestAborted));
            return;
        }
        var provider = _ports[context.Connection.LocalPort];
        var at = Clock.GetUtcNow();
        var fault = Faults.Take(provider.Name, request.Path);
        var answer = fault is null ? provider.Answer(request) : fault.Answer(request, provider.Answer);
        Requests.Add(new(provider.Name, request.Method, request.Path, request.Query, answer.Status, at, fault?.Name));
        context.Response.Headers.Date = at.ToString("R", CultureInfo.InvariantCulture);
        await AnswerWriter.WriteAsync(context, answer);
    }
}
