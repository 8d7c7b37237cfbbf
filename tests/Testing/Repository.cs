namespace Nexus.Testing;

/// <summary>Where things are beside the code that is being tested.</summary>
public static class Repository
{
    /// <summary>The folder that holds Nexus.sln.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Provider payloads and files that are not ours to ship; null where they are absent.</summary>
    public static string? SharedFixtures
    {
        get
        {
            var folder = Path.GetFullPath(Path.Combine(Root, "..", "shared", "fixtures"));
            return Directory.Exists(folder) ? folder : null;
        }
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Nexus.sln")))
                return folder.FullName;
        }
        throw new InvalidOperationException("Nexus.sln is not above the test's folder.");
    }
}
