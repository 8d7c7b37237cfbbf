namespace Nexus.Infrastructure;

/// <summary>Why Nexus cannot start: every problem that could be found at once, each one line that says what to do.</summary>
public sealed class StartupException(IReadOnlyList<string> problems)
    : Exception(string.Join(Environment.NewLine, problems))
{
    public StartupException(string problem)
        : this([problem]) { }

    public IReadOnlyList<string> Problems { get; } = problems;
}
