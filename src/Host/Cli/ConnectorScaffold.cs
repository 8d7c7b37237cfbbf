using System.Text.RegularExpressions;
using Nexus.Infrastructure;

namespace Nexus.Host.Cli;

/// <summary>A provider that is begun as a copy of the templates, under its own name. Nothing that is there is changed.</summary>
internal sealed partial class ConnectorScaffold
{
    /// <summary>What stands for the names of a provider in the templates, the longer before the shorter.</summary>
    private const string TitleMark = "Sample name";
    private const string KeyMark = "sample-key";
    private const string NameMark = "Sample";

    /// <summary>Folders that are no provider's, and a namespace that would hide others.</summary>
    private static readonly string[] Reserved = ["Shared", "Sample", "Nexus", "System", "Microsoft", "Kit", "Http"];

    private readonly string _root;
    private readonly string _name;

    /// <param name="root">The folder that holds Nexus.sln.</param>
    /// <exception cref="StartupException">The name cannot be one, or is taken.</exception>
    public ConnectorScaffold(string root, string name)
    {
        (_root, _name) = (root, name);
        if (!Form().IsMatch(name))
            throw new StartupException(
                $"'{name}' cannot be the name of a provider. It is 2 to 40 letters, the first one large, such as HubSpot."
            );
        if (Reserved.Contains(name, StringComparer.OrdinalIgnoreCase))
            throw new StartupException($"'{name}' is a name that Nexus uses itself. Choose another one.");
        if (Taken() is { } place)
            throw new StartupException(
                $"'{name}' is taken: {place} is there already. Choose another name, or go on there."
            );
    }

    /// <summary>As people read it, such as <c>Hub Spot</c>.</summary>
    public string Title => Words().Replace(_name, " $1");

    /// <summary>As Nexus knows it, such as <c>hub-spot</c>.</summary>
    public string Key => Words().Replace(_name, "-$1").ToLowerInvariant();

    private string Templates => Path.Combine(_root, "templates", "connector");

    /// <summary>Writes all files.</summary>
    /// <returns>Their paths from the root.</returns>
    /// <exception cref="StartupException">The templates are not there.</exception>
    public IReadOnlyList<string> Write()
    {
        if (!Directory.Exists(Templates))
            throw new StartupException("The folder templates/connector is missing from this clone.");
        var written = new List<string>();
        foreach (
            var template in Directory
                .GetFiles(Templates, "*", SearchOption.AllDirectories)
                .Order(StringComparer.Ordinal)
        )
        {
            var path = Named(Path.GetRelativePath(Templates, template));
            var target = Path.Combine(_root, path);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            // Whatever else happened since the name was looked at: what is there stays.
            using var file = new StreamWriter(new FileStream(target, FileMode.CreateNew));
            file.Write(Named(File.ReadAllText(template)));
            written.Add(path);
        }
        return written;
    }

    private string Named(string text) =>
        text.Replace(TitleMark, Title, StringComparison.Ordinal)
            .Replace(KeyMark, Key, StringComparison.Ordinal)
            .Replace(NameMark, _name, StringComparison.Ordinal);

    /// <summary>Names that differ in the size of letters alone are one folder on some machines.</summary>
    private string? Taken() =>
        new[]
        {
            Path.Combine("src", "Infrastructure", "Integrations"),
            Path.Combine("tests", "ProviderSimulator"),
            Path.Combine("tests", "Infrastructure.Tests", "cases"),
        }
            .SelectMany(home => Folders(home).Select(folder => Path.Combine(home, folder)))
            .FirstOrDefault(folder =>
                Path.GetFileName(folder).Equals(_name, StringComparison.OrdinalIgnoreCase)
                || Path.GetFileName(folder).Equals(Key, StringComparison.OrdinalIgnoreCase)
            );

    private IEnumerable<string> Folders(string home) =>
        Directory.Exists(Path.Combine(_root, home))
            ? Directory.GetDirectories(Path.Combine(_root, home)).Select(folder => Path.GetFileName(folder))
            : [];

    [GeneratedRegex("^[A-Z][A-Za-z]{1,39}$", RegexOptions.None, 1000)]
    private static partial Regex Form();

    /// <summary>Where a word begins in the middle of a name.</summary>
    [GeneratedRegex("(?<=[a-z])([A-Z])", RegexOptions.None, 1000)]
    private static partial Regex Words();
}
