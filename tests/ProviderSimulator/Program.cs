using Nexus.ProviderSimulator;

// dotnet run --project tests/ProviderSimulator -- --urls http://127.0.0.1:0 --webhooks
// Prints a line for each provider, such as "stripe http://127.0.0.1:41235/", and for what Nexus has to know besides, such
// as "OAuth:google:ClientId nexus-client", then an empty one, and runs until it is told to stop.
var url =
    Array.IndexOf(args, "--urls") is var at and >= 0 && at + 1 < args.Length ? args[at + 1] : "http://127.0.0.1:0";
var options = new SimulatorOptions
{
    Port = new Uri(url).Port,
    Stripe = new() { SendWebhooks = args.Contains("--webhooks", StringComparer.Ordinal) },
};
await using var simulator = await Simulator.StartAsync(options, new SimulatorClock());
foreach (var provider in simulator.Providers)
    Console.WriteLine($"{provider.Name} {simulator.UrlOf(provider)}");
foreach (var provider in simulator.Providers.Where(provider => provider is IConfigured))
{
    foreach (var (name, value) in ((IConfigured)provider).Configuration(simulator.UrlOf(provider)))
        Console.WriteLine($"{name} {value}");
}
Console.WriteLine();
await simulator.WaitForShutdownAsync(CancellationToken.None);
