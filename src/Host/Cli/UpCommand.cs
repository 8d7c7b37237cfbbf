using System.CommandLine;
using Nexus.Infrastructure;

namespace Nexus.Host.Cli;

/// <summary><c>nexus up</c>: everything, from an empty folder to a page that answers.</summary>
internal static class UpCommand
{
    public static Command Create()
    {
        var data = CommonOptions.Data();
        var urls = CommonOptions.Urls();
        return new Command("up", "Start the database, the web application and the scheduler") { data, urls }.Runs(
            (context, cancellationToken) =>
                ServeAsync(
                    context,
                    StartupSettings.Read(context.Configuration, context.Get(data), context.Get(urls)),
                    context.Arguments,
                    (_, _, _) => Task.CompletedTask,
                    cancellationToken
                )
        );
    }

    /// <summary>Serves until it is told to stop.</summary>
    /// <param name="arguments">Configuration for the web application.</param>
    /// <param name="ready">What is done once it answers, with its address and the key that the first start made, if it was one.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> ServeAsync(
        CommandContext context,
        StartupSettings settings,
        IReadOnlyList<string> arguments,
        Func<Uri, string?, CancellationToken, Task> ready,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await RunAsync(context, settings, arguments, ready, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Stopped while it was starting: that, too, is what it was asked.
        }
        return 0;
    }

    private static async Task RunAsync(
        CommandContext context,
        StartupSettings settings,
        IReadOnlyList<string> arguments,
        Func<Uri, string?, CancellationToken, Task> ready,
        CancellationToken cancellationToken
    )
    {
        await using var database = await StartedDatabase.StartCurrentAsync(
            settings,
            context.Say,
            TimeProvider.System,
            cancellationToken
        );

        await using var app = NexusHost.Build(
            new NexusOptions(database.Connections, database.Keys.Current, settings.Urls)
            {
                Arguments = arguments,
                PreviousKeys = settings.PreviousKeys,
            }
        );
        await StartAsync(app, settings.Urls, cancellationToken);
        // Now with the port that the system chose where it was 0.
        var url = app.Urls.First();
        var first = await WelcomeAsync(app, settings.ApiKey, cancellationToken);
        if (first is not null)
        {
            if (first.SignInPath is { } path)
                context.Say($"Sign in: {url}{path}");
            // A key that the operator chose is known to whom it concerns; consoles are often kept as logs.
            context.Say(settings.ApiKey is null ? $"API key: {first.ApiKey}" : "API key: the one in NEXUS_API_KEY");
        }
        context.Say($"Nexus is ready: {url}");
        await ready(new Uri(url), first?.ApiKey, cancellationToken);
        await app.WaitForShutdownAsync(cancellationToken);
    }

    private static async Task StartAsync(WebApplication app, string urls, CancellationToken cancellationToken)
    {
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch (IOException e)
        {
            throw new StartupException(
                $"Nexus cannot listen on {urls}: {e.Message} Choose another address with --urls."
            );
        }
    }

    private static async Task<FirstStart?> WelcomeAsync(
        WebApplication app,
        string? apiKey,
        CancellationToken cancellationToken
    )
    {
        await using var scope = app.Services.CreateAsyncScope();
        return scope.ServiceProvider.GetService<IFirstStart>() is { } first
            ? await first.RunAsync(apiKey, cancellationToken)
            : null;
    }
}
