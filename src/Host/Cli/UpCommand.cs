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
                RunUntilStoppedAsync(
                    context,
                    StartupSettings.Read(context.Configuration, context.Get(data), context.Get(urls)),
                    cancellationToken
                )
        );
    }

    private static async Task<int> RunUntilStoppedAsync(
        CommandContext context,
        StartupSettings settings,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await RunAsync(context, settings, cancellationToken);
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
        CancellationToken cancellationToken
    )
    {
        await using var database = await StartedDatabase.StartAsync(
            settings,
            context.Say,
            TimeProvider.System,
            cancellationToken
        );
        await database.MigrateAsync(cancellationToken);
        await database.VerifyAsync(cancellationToken);

        await using var app = NexusHost.Build(
            new NexusOptions(database.Connections, database.Keys.Current, settings.Urls)
            {
                Arguments = context.Arguments,
                PreviousKeys = settings.PreviousKeys,
            }
        );
        await StartAsync(app, settings.Urls, cancellationToken);
        // Now with the port that the system chose where it was 0.
        var url = app.Urls.First();
        if (await WelcomeAsync(app, settings.ApiKey, cancellationToken) is { } first)
        {
            if (first.SignInPath is { } path)
                context.Say($"Sign in: {url}{path}");
            // A key that the operator chose is known to whom it concerns; consoles are often kept as logs.
            context.Say(settings.ApiKey is null ? $"API key: {first.ApiKey}" : "API key: the one in NEXUS_API_KEY");
        }
        context.Say($"Nexus is ready: {url}");
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
