using System.CommandLine;
using System.Net.Http.Headers;
using Nexus.Host.Cli.Demo;
using Nexus.Infrastructure;
using Nexus.Infrastructure.Postgres;

namespace Nexus.Host.Cli;

/// <summary>
/// <c>nexus demo</c>: Nexus beside simulated providers, with accounts that have a past, connected and kept up to date. All
/// of it is made up, and gone with the next demonstration.
/// </summary>
internal static class DemoCommand
{
    public static Command Create()
    {
        var urls = CommonOptions.Urls();
        var data = new Option<string>("--data")
        {
            Description = "Folder of the demonstration's own database; what it held is removed",
            HelpName = "folder",
            DefaultValueFactory = _ => ".nexus-demo",
        };
        return new Command("demo", "Show Nexus at work beside simulated providers") { data, urls }.Runs(
            (context, cancellationToken) =>
                RunAsync(context, Path.GetFullPath(context.Get(data)), context.Get(urls), cancellationToken)
        );
    }

    private static async Task<int> RunAsync(
        CommandContext context,
        string folder,
        string urls,
        CancellationToken cancellationToken
    )
    {
        await ClearAsync(folder, context.Say, cancellationToken);
        await using var simulator = await DemoSimulator.StartAsync(context.Say, cancellationToken);
        string[] arguments =
        [
            "--Nexus:SampleData=true",
            "--Nexus:WorkspaceName=Demo",
            "--Nexus:TimeZone=UTC",
            "--Nexus:Currency=USD",
            "--Logging:LogLevel:Default=Warning",
            "--Logging:LogLevel:Nexus=Warning",
            .. simulator.Addresses.Select(provider => $"--Providers:{provider.Key}:BaseUrl={provider.Value}"),
            // Consents lead back to it; where nobody can know it yet, the tour follows them itself.
            $"--PublicUrl={NexusHost.OwnAddress(urls) ?? "http://127.0.0.1"}",
            .. simulator.Settings.Select(setting => $"--{setting.Key}={setting.Value}"),
            .. context.Arguments,
        ];
        var settings = StartupSettings.Read(new ConfigurationBuilder().Build(), folder, urls);
        return await UpCommand.ServeAsync(
            context,
            settings,
            arguments,
            (url, key, token) => ShowAsync(context, simulator, url, key!, token),
            cancellationToken
        );
    }

    private static async Task ShowAsync(
        CommandContext context,
        DemoSimulator simulator,
        Uri url,
        string key,
        CancellationToken cancellationToken
    )
    {
        await using var services = new ServiceCollection()
            .AddHttpClient()
            .ConfigureHttpClientDefaults(client =>
                // A consent goes from one address to the next; the tour follows it step by step.
                client.ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { AllowAutoRedirect = false })
            )
            .BuildServiceProvider();
        using var http = services.GetRequiredService<IHttpClientFactory>().CreateClient();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        await new DemoTour(http, url, simulator, TimeProvider.System, context.Say).RunAsync(cancellationToken);
        context.Say($"Ask more:        curl -H 'Authorization: Bearer {key}' '{url}api/v1/kpis/revenue.mrr/series'");
        context.Say(
            $"Have someone pay: curl -X POST {simulator.Administration}stripe/accounts/acct_1NexusDemo/payments -d '{{\"amount\": 4900}}'"
        );
        context.Say("The payment's webhook changes the figures within seconds. Ctrl-C ends the demonstration.");
    }

    /// <summary>Makes room: the accounts of a demonstration live as long as its simulator.</summary>
    /// <exception cref="StartupException">The folder holds something else.</exception>
    private static async Task ClearAsync(string folder, Action<string> say, CancellationToken cancellationToken)
    {
        var mark = Path.Combine(folder, "demonstration");
        if (Directory.Exists(folder) && !File.Exists(mark) && Directory.EnumerateFileSystemEntries(folder).Any())
            throw new StartupException(
                $"{folder} holds something else than a demonstration, and is left as it is. Name another folder with --data."
            );
        await PrivatePostgres.RemoveAsync(
            new PrivatePostgresOptions(folder) { Say = say },
            TimeProvider.System,
            cancellationToken
        );
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(mark, "", cancellationToken);
    }
}
