using System.CommandLine;
using Nexus.Infrastructure;

namespace Nexus.Host.Cli;

/// <summary><c>nexus new-connector</c>: begins a provider in the repository that this program was built from.</summary>
internal static class NewConnectorCommand
{
    public static Command Create()
    {
        var name = new Argument<string>("NAME")
        {
            Description = "Name of its folder, such as HubSpot or TikTokAds: letters alone, the first one large",
        };
        return new Command(
            "new-connector",
            "Begin a provider: code, simulator, acceptance kit and cases, green at once"
        )
        {
            name,
        }.Runs(
            (context, _) =>
            {
                var root =
                    RepositoryProgram.RootAbove(AppContext.BaseDirectory)
                    ?? throw new StartupException(
                        "Providers are part of the source code. Run this from a clone of the repository."
                    );
                var scaffold = new ConnectorScaffold(root, context.Get(name));
                foreach (var file in scaffold.Write())
                    context.Say(file);
                context.Say("");
                context.Say(
                    $"{scaffold.Title} is begun. docs/providers.md says how to go on. To format and to prove it:"
                );
                context.Say("  dotnet csharpier format .");
                context.Say($"  dotnet test tests/Infrastructure.Tests --filter DisplayName~{scaffold.Key}");
                return Task.FromResult(0);
            }
        );
    }
}
