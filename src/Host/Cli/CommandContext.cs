using System.CommandLine;
using Nexus.Infrastructure;

namespace Nexus.Host.Cli;

/// <summary>What a command runs in: its console and its configuration.</summary>
internal sealed class CommandContext
{
    private readonly ParseResult _parsed;

    /// <exception cref="StartupException">The command line holds words that mean nothing.</exception>
    public CommandContext(ParseResult parsed)
    {
        _parsed = parsed;
        // Words the command does not know are configuration (--Section:Key=value), or a slip of the keyboard.
        Arguments = parsed.UnmatchedTokens;
        var unknown = Arguments.Where(word => !IsConfiguration(word)).ToList();
        if (unknown.Count > 0)
            throw new StartupException([
                .. unknown.Select(word => $"{word} is not an option of this command. Try --help."),
            ]);

        Configuration = new ConfigurationBuilder()
            .SetBasePath(AppContext.BaseDirectory)
            .AddJsonFile("appsettings.json", optional: true)
            .AddEnvironmentVariables()
            .AddCommandLine([.. Arguments])
            .Build();
    }

    public IConfiguration Configuration { get; }

    /// <summary>Configuration given on the command line, for the web application.</summary>
    public IReadOnlyList<string> Arguments { get; }

    public TextWriter Output => _parsed.InvocationConfiguration.Output;

    /// <summary>Writes one line for the person at the console.</summary>
    public void Say(string line) => Output.WriteLine(line);

    /// <summary>Writes one line about what went wrong.</summary>
    public void SayError(string line) => _parsed.InvocationConfiguration.Error.WriteLine(line);

    public T Get<T>(Argument<T> argument)
        where T : notnull => _parsed.GetValue(argument)!;

    /// <summary>The value of an argument that may be left out, or null.</summary>
    public string? Find(Argument<string?> argument) => _parsed.GetValue(argument);

    /// <summary>The value of an option, or null where it is not given.</summary>
    public T? Find<T>(Option<T?> option) => _parsed.GetValue(option);

    /// <summary>The value of an option, or its default.</summary>
    public T Get<T>(Option<T> option)
        where T : notnull => _parsed.GetValue(option)!;

    private static bool IsConfiguration(string word) =>
        word.StartsWith("--", StringComparison.Ordinal)
        && word.IndexOf('=', StringComparison.Ordinal) is > 0 and var equals
        && word[..equals].Contains(':', StringComparison.Ordinal);
}
