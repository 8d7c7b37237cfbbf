using System.Text.Encodings.Web;
using System.Text.Json;
using Nexus.Testing;

namespace Nexus.Infrastructure.Tests.Recorded;

/// <summary>
/// What is expected of every recorded payload of a provider: by the file's name what it <c>is</c>, which chooses what reads
/// it, and what it <c>tells</c>, in lines.
/// </summary>
/// <remarks>With <c>NEXUS_ACCEPT_CASES</c> set, what came out is written as expected, for a person to read through.</remarks>
internal sealed class PayloadManifest
{
    private static readonly JsonSerializerOptions Shape = new(JsonSerializerOptions.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly Lock Writing = new();

    private readonly string _path;

    private PayloadManifest(string folder)
    {
        _path = Path.Combine(Repository.Root, "tests", "Infrastructure.Tests", "payloads", $"{folder}.json");
        Entries = JsonSerializer.Deserialize<SortedDictionary<string, PayloadEntry>>(File.ReadAllText(_path), Shape)!;
    }

    public static IReadOnlyList<IRecordedProvider> Providers { get; } =
    [
        .. typeof(PayloadManifest)
            .Assembly.GetTypes()
            .Where(type => type.IsClass && type.IsAssignableTo(typeof(IRecordedProvider)))
            .Select(type => (IRecordedProvider)Activator.CreateInstance(type, nonPublic: true)!)
            .OrderBy(provider => provider.Folder, StringComparer.Ordinal),
    ];

    public SortedDictionary<string, PayloadEntry> Entries { get; }

    public static PayloadManifest Of(string folder) => new(folder);

    /// <summary>Names of the payloads of a provider; null where the collection is absent.</summary>
    public static IReadOnlyList<string>? Files(string folder) =>
        Repository.SharedFixtures is { } home
            ?
            [
                .. Directory
                    .EnumerateFiles(Path.Combine(home, folder), "*", SearchOption.AllDirectories)
                    .Select(file => Path.GetRelativePath(Path.Combine(home, folder), file).Replace('\\', '/'))
                    // Says where the others are from.
                    .Where(file => file != "SOURCES.md"),
            ]
            : null;

    /// <summary>What of the two is not in the other, each with its reason.</summary>
    public static IEnumerable<string> Gaps(IReadOnlyCollection<string> named, IReadOnlyCollection<string> files) =>
        files
            .Except(named, StringComparer.Ordinal)
            .Select(file => $"{file} lies among the payloads, and nobody says what is expected of it.")
            .Concat(
                named.Except(files, StringComparer.Ordinal).Select(file => $"{file} is named, and does not exist.")
            );

    /// <summary>Null where the collection is absent.</summary>
    public static RecordedFile? Read(string folder, string file) =>
        Repository.SharedFixtures is { } home ? new(File.ReadAllBytes(Path.Combine(home, folder, file))) : null;

    public static void Accept(string folder, string file, IReadOnlyList<string> told)
    {
        lock (Writing)
        {
            var manifest = Of(folder);
            manifest.Entries[file] = manifest.Entries[file] with { Tells = told };
            var text = JsonSerializer.Serialize(manifest.Entries, Shape).ReplaceLineEndings("\n");
            File.WriteAllText(manifest._path, text + "\n");
        }
    }
}

/// <param name="Is">What reads it.</param>
/// <param name="Tells">What comes of it.</param>
internal sealed record PayloadEntry(string Is, IReadOnlyList<string> Tells);
