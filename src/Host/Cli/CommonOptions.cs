using System.CommandLine;

namespace Nexus.Host.Cli;

/// <summary>Options that several commands share.</summary>
internal static class CommonOptions
{
    /// <summary>The data folder: <c>--data</c>, else <c>NEXUS_DATA</c>, else <c>.nexus</c> below the current folder.</summary>
    public static Option<string> Data() =>
        new("--data")
        {
            Description = "Folder of the private database and its key",
            HelpName = "folder",
            DefaultValueFactory = _ =>
                Environment.GetEnvironmentVariable("NEXUS_DATA") is { Length: > 0 } folder ? folder : ".nexus",
        };

    /// <summary>Where to listen.</summary>
    public static Option<string> Urls() =>
        new("--urls")
        {
            Description = "Addresses to listen on, separated by semicolons",
            HelpName = "addresses",
            DefaultValueFactory = _ => "http://127.0.0.1:5080",
        };
}
