namespace Nexus.Infrastructure.Secrets;

/// <summary>Where the operator's key comes from: a variable, a file that a variable names, or the data folder.</summary>
public static class MasterKeySource
{
    public const string Variable = "NEXUS_MASTER_KEY";
    public const string FileVariable = "NEXUS_MASTER_KEY_FILE";

    /// <summary>Keys of before, separated by commas: for the time of a rotation.</summary>
    public const string PreviousVariable = "NEXUS_MASTER_KEY_PREVIOUS";

    private const UnixFileMode OwnerReadsAndWrites = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Reads the key that the operator has configured.</summary>
    /// <param name="text">The value of <see cref="Variable"/>.</param>
    /// <param name="file">The value of <see cref="FileVariable"/>.</param>
    /// <param name="problems">Receives a line for each thing that is wrong.</param>
    /// <returns>Null where none is configured or it cannot be used.</returns>
    public static MasterKey? ReadConfigured(string? text, string? file, ICollection<string> problems)
    {
        if (!string.IsNullOrEmpty(text) && !string.IsNullOrEmpty(file))
        {
            problems.Add($"{Variable} and {FileVariable} are both set. Keep one of them.");
            return null;
        }
        if (!string.IsNullOrEmpty(text))
            return Parse(text, Variable, problems);
        return string.IsNullOrEmpty(file) ? null : ReadFile(file, problems);
    }

    /// <summary>Reads the keys of before that the operator has configured.</summary>
    /// <param name="text">The value of <see cref="PreviousVariable"/>.</param>
    /// <param name="problems">Receives a line for each thing that is wrong.</param>
    public static IReadOnlyList<MasterKey> ReadPrevious(string? text, ICollection<string> problems)
    {
        const StringSplitOptions Trimmed = StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries;
        var keys = (text ?? "").Split(',', Trimmed).Select(one => Parse(one, PreviousVariable, problems));
        return [.. keys.OfType<MasterKey>()];
    }

    /// <summary>The file in which a data folder keeps its key.</summary>
    public static string FileIn(string dataFolder) => Path.Combine(dataFolder, "master.key");

    /// <summary>Reads the key of a data folder, or makes one there that only its owner can read.</summary>
    /// <exception cref="StartupException">The file there cannot be read or holds no key.</exception>
    public static MasterKey ReadOrGenerate(string dataFolder)
    {
        var path = FileIn(dataFolder);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnerReadsAndWrites;
        try
        {
            using var file = new StreamWriter(path, options);
            var key = MasterKey.Generate();
            file.WriteLine(key.ToBase64());
            return key;
        }
        catch (IOException) when (File.Exists(path))
        {
            var problems = new List<string>();
            return ReadFile(path, problems) ?? throw new StartupException(problems);
        }
    }

    private static MasterKey? ReadFile(string path, ICollection<string> problems)
    {
        try
        {
            return Parse(File.ReadAllText(path), path, problems);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problems.Add($"The master key cannot be read from {path}: {e.Message}");
            return null;
        }
    }

    private static MasterKey? Parse(string text, string source, ICollection<string> problems)
    {
        var key = MasterKey.TryParse(text);
        if (key is null)
            problems.Add(
                $"{source} does not hold a master key: it must be {MasterKey.Length} bytes in base64, as `openssl rand -base64 {MasterKey.Length}` prints them."
            );
        return key;
    }
}
