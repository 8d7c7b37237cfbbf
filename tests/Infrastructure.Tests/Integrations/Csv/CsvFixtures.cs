namespace Nexus.Infrastructure.Tests.Integrations.Csv;

/// <summary>The collection of real and awkward files that lies beside the repository, where it is there.</summary>
internal static class CsvFixtures
{
    private static readonly string? Folder = Find();

    /// <summary>False on a machine without the collection; tests on it then end at once.</summary>
    public static bool Exist => Folder is not null;

    public static Task<byte[]> ReadAsync(string file) => File.ReadAllBytesAsync(Path.Combine(Folder!, file));

    public static IEnumerable<string> All() =>
        Directory
            .EnumerateFiles(Folder!, "*.*", SearchOption.AllDirectories)
            .Where(file => Path.GetExtension(file) is ".csv" or ".tsv" or ".psv")
            .Select(file => Path.GetRelativePath(Folder!, file).Replace('\\', '/'))
            .Order(StringComparer.Ordinal);

    private static string? Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (!File.Exists(Path.Combine(folder.FullName, "Nexus.sln")))
                continue;
            var fixtures = Path.Combine(folder.Parent!.FullName, "shared", "fixtures", "csv");
            if (Directory.Exists(fixtures))
                return fixtures;
            Console.WriteLine($"No shared fixtures at {fixtures}: tests that read them end at once.");
            return null;
        }
        return null;
    }
}
