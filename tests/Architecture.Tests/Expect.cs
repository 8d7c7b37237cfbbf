namespace Nexus.Architecture.Tests;

internal static class Expect
{
    /// <summary>Fails with every offence on a line of its own: whoever broke a rule sees all there is to mend.</summary>
    public static void None<T>(IEnumerable<T> offences)
    {
        var found = offences.ToList();
        Assert.True(found.Count == 0, string.Join(Environment.NewLine, found));
    }
}
