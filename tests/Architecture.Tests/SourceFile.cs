using Nexus.Testing;

namespace Nexus.Architecture.Tests;

/// <summary>A file that people wrote.</summary>
/// <param name="Path">From the root, with forward slashes.</param>
internal sealed record SourceFile(string Path, string Text)
{
    private static readonly string[] Skipped = ["obj", "bin", "artifacts", "node_modules", "wwwroot", "TestResults"];

    public int Lines => Text.AsSpan().Count('\n');

    /// <summary>The files of a kind below some folders of the repository; generated migrations are left out.</summary>
    /// <param name="pattern">Such as <c>*.cs</c>.</param>
    public static IReadOnlyList<SourceFile> Find(string pattern, params string[] folders) =>
        [
            .. folders
                .Select(folder => System.IO.Path.Combine(Repository.Root, folder))
                .Where(Directory.Exists)
                .SelectMany(folder => Below(folder, pattern))
                .Select(path => new SourceFile(
                    System.IO.Path.GetRelativePath(Repository.Root, path).Replace('\\', '/'),
                    File.ReadAllText(path)
                ))
                .Where(file => !file.Path.StartsWith("migrations/Versions/", StringComparison.Ordinal))
                .OrderBy(file => file.Path, StringComparer.Ordinal),
        ];

    private static IEnumerable<string> Below(string folder, string pattern) =>
        Directory
            .EnumerateFiles(folder, pattern)
            .Concat(
                Directory
                    .EnumerateDirectories(folder)
                    .Where(child =>
                        System.IO.Path.GetFileName(child) is var name
                        && !name.StartsWith('.')
                        && !Skipped.Contains(name, StringComparer.Ordinal)
                    )
                    .SelectMany(child => Below(child, pattern))
            );

    public override string ToString() => Path;
}
