namespace Nexus.Browser.Tests;

/// <summary>How long a test waits for a browser that does not answer any more; some calls to it have no limit of their own.</summary>
internal static class Patience
{
    /// <summary>Of one test, in milliseconds.</summary>
    public const int Test = 240_000;

    /// <summary>For a browser to start, or to end.</summary>
    public static readonly TimeSpan Browser = TimeSpan.FromMinutes(2);
}

/// <summary>A test that fails where the browser stands still.</summary>
public sealed class BoundedFactAttribute : FactAttribute
{
    public BoundedFactAttribute() => Timeout = Patience.Test;
}

/// <inheritdoc cref="BoundedFactAttribute" />
public sealed class BoundedTheoryAttribute : TheoryAttribute
{
    public BoundedTheoryAttribute() => Timeout = Patience.Test;
}
