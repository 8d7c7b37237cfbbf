using System.Diagnostics;
using System.Security.Cryptography;
using Nexus.Host.Cli;
using Nexus.Infrastructure;
using Nexus.Testing;

namespace Nexus.Host.Tests.Cli;

public sealed class NewConnectorTests
{
    /// <summary>The projects that a new provider's files become part of: these are built anew.</summary>
    private static readonly string[] Changed = ["src/Infrastructure", "tests/ProviderSimulator"];

    private static readonly string Build = Path.GetFileName(
        Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory)
    );

    /// <summary>What they are built on, and what holds them to the kit: taken as it has been built.</summary>
    private static readonly string[] Built =
    [
        $"artifacts/bin/Domain/{Build}",
        $"artifacts/bin/Application/{Build}",
        $"artifacts/obj/Domain/{Build}/ref",
        $"artifacts/obj/Application/{Build}/ref",
        Kit,
    ];

    /// <summary>What the kit reads.</summary>
    private static readonly string[] Read = ["tests/Infrastructure.Tests/cases", "tests/Infrastructure.Tests/payloads"];

    private static string Kit => $"artifacts/bin/Infrastructure.Tests/{Build}";

    [Theory]
    [InlineData("")]
    [InlineData("X")]
    [InlineData("hubSpot")]
    [InlineData("Hub Spot")]
    [InlineData("Hub-Spot")]
    [InlineData("Hub2")]
    [InlineData("../HubSpot")]
    [InlineData("Übersicht")]
    [InlineData("ANameThatIsLongerThanAnybodyWouldEverWantToRead")]
    public void A_name_that_cannot_be_one_is_refused(string name) =>
        Assert.Contains("cannot be the name", Refused(name), StringComparison.Ordinal);

    [Theory]
    [InlineData("Shared")]
    [InlineData("System")]
    public void A_name_that_Nexus_uses_itself_is_refused(string name) =>
        Assert.Contains("uses itself", Refused(name), StringComparison.Ordinal);

    [Theory]
    [InlineData("Stripe")]
    [InlineData("XAds")]
    [InlineData("GOOGLEANALYTICS")]
    [InlineData("Oracle")]
    public void A_name_that_is_taken_is_refused_and_the_place_is_told(string name) =>
        Assert.Contains("is there already", Refused(name), StringComparison.Ordinal);

    [Theory]
    [InlineData("HubSpot", "hub-spot", "Hub Spot")]
    [InlineData("Pipedrive", "pipedrive", "Pipedrive")]
    [InlineData("TikTokAds", "tik-tok-ads", "Tik Tok Ads")]
    public void A_name_is_written_in_three_ways(string name, string key, string title)
    {
        var scaffold = new ConnectorScaffold(Repository.Root, name);

        Assert.Equal((key, title), (scaffold.Key, scaffold.Title));
    }

    [Fact]
    public void Nothing_that_is_there_is_touched_and_no_mark_is_left()
    {
        using var copy = new TemporaryFolder();
        Copy("templates", copy.Path);
        Copy("src/Infrastructure/Integrations", copy.Path);
        var before = Prints(copy.Path);

        var written = new ConnectorScaffold(copy.Path, "HubSpot").Write();

        var after = Prints(copy.Path);
        Assert.Equal(before, after.Where(file => before.ContainsKey(file.Key)).ToDictionary());
        Assert.Equal(written.Count, after.Count - before.Count);
        Assert.All(written, file => Assert.DoesNotContain("ample", file, StringComparison.Ordinal));
        Assert.All(
            written,
            file =>
                Assert.DoesNotContain(
                    "Sample",
                    File.ReadAllText(Path.Combine(copy.Path, file)),
                    StringComparison.Ordinal
                )
        );
    }

    [Fact]
    public async Task A_provider_that_was_just_begun_builds_and_passes_the_acceptance_kit()
    {
        await BuildKitAsync();
        using var copy = new TemporaryFolder();
        foreach (var folder in (string[])[.. Changed, .. Built, "templates", .. Read])
            Copy(folder, copy.Path);
        foreach (var file in (string[])[.. Files(""), .. Files("src/Domain"), .. Files("src/Application")])
            CopyFile(file, copy.Path);
        var scaffold = new ConnectorScaffold(copy.Path, "HubSpot");
        scaffold.Write();

        foreach (var project in Changed)
        {
            // The rules of style are those of the templates, which the formatter and the architecture's tests see as they are.
            await DotnetAsync(
                copy.Path,
                [
                    "build",
                    project,
                    "-c",
                    Build,
                    "-v",
                    "quiet",
                    "-p:RunAnalyzers=false",
                    "-p:BuildProjectReferences=false",
                ]
            );
            var name = Path.GetFileName(project);
            var library = $"Nexus.{name}.dll";
            File.Copy(
                Path.Combine(copy.Path, "artifacts", "bin", name, Build, library),
                Path.Combine(copy.Path, Kit, library),
                overwrite: true
            );
        }
        var said = await DotnetAsync(
            copy.Path,
            ["test", $"{Kit}/Nexus.Infrastructure.Tests.dll", "--filter", $"DisplayName~{scaffold.Key}"]
        );

        Assert.Contains("Passed!", said, StringComparison.Ordinal);
    }

    /// <summary>Where everything is tested, it has been built already.</summary>
    private static async Task BuildKitAsync()
    {
        var built = Path.Combine(Repository.Root, Kit, "Nexus.Infrastructure.Tests.dll");
        var library = Path.Combine(AppContext.BaseDirectory, "Nexus.Infrastructure.dll");
        if (!File.Exists(built) || File.GetLastWriteTimeUtc(built) < File.GetLastWriteTimeUtc(library))
            await DotnetAsync(Repository.Root, "build", "tests/Infrastructure.Tests", "-c", Build, "-v", "quiet");
    }

    private static string Refused(string name) =>
        Assert.Throws<StartupException>(() => new ConnectorScaffold(Repository.Root, name)).Message;

    private static void Copy(string folder, string root)
    {
        foreach (
            var file in Directory.GetFiles(Path.Combine(Repository.Root, folder), "*", SearchOption.AllDirectories)
        )
            CopyFile(file, root);
    }

    private static void CopyFile(string file, string root)
    {
        var target = Path.Combine(root, Path.GetRelativePath(Repository.Root, file));
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        File.Copy(file, target, overwrite: true);
    }

    private static string[] Files(string folder) => Directory.GetFiles(Path.Combine(Repository.Root, folder));

    private static Dictionary<string, string> Prints(string folder) =>
        Directory
            .GetFiles(folder, "*", SearchOption.AllDirectories)
            .ToDictionary(file => file, file => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file))));

    private static async Task<string> DotnetAsync(string folder, params string[] words)
    {
        var start = new ProcessStartInfo("dotnet", words)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // The compiler that is running already is shared; what this process was started with by its own test run is not.
        start.Environment.Remove("MSBUILD_EXE_PATH");
        start.Environment.Remove("MSBuildSDKsPath");
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var said = await process.StandardOutput.ReadToEndAsync() + await errors;
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, said);
        return said;
    }
}
