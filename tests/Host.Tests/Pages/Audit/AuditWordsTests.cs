using System.Text.RegularExpressions;
using Nexus.Host.Pages.Audit;
using Nexus.Testing;

namespace Nexus.Host.Tests.Pages.Audit;

public sealed partial class AuditWordsTests
{
    [Fact]
    public void Every_action_that_is_written_has_words_of_its_own()
    {
        var written = Written().ToHashSet(StringComparer.Ordinal);

        Assert.Contains("dashboard.tile_added", written);
        Assert.Contains("override.superseded", written);
        Assert.Contains("member.joined", written);
        Assert.Empty(written.Except(AuditWords.Options.Select(option => option.Value), StringComparer.Ordinal));
    }

    [Fact]
    public void Every_action_that_has_words_is_written() =>
        Assert.Empty(AuditWords.Options.Select(option => option.Value).Except(Written(), StringComparer.Ordinal));

    /// <summary>Dotted names in the sources that write or read the history, but for settings of the database.</summary>
    private static IEnumerable<string> Written() =>
        from part in new[] { "src/Application", "src/Infrastructure/Storage" }
        from file in Directory.EnumerateFiles(Path.Combine(Repository.Root, part), "*.cs", SearchOption.AllDirectories)
        let text = File.ReadAllText(file)
        where Subject().IsMatch(text)
        from Match match in Name().Matches(text)
        let name = match.Groups[1].Value
        where !name.StartsWith("nexus.", StringComparison.Ordinal)
        select name;

    [GeneratedRegex("IAuditTrail|InvitationRoom|DashboardEditing|audit_event|ChangeLog", RegexOptions.None, 1000)]
    private static partial Regex Subject();

    [GeneratedRegex("[\"']([a-z_]+\\.[a-z_]+)[\"']", RegexOptions.None, 1000)]
    private static partial Regex Name();
}
