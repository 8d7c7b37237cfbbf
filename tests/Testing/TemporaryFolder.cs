namespace Nexus.Testing;

/// <summary>A folder that is gone when the test is. Its path is short enough for a socket, and the server's account can enter it.</summary>
public sealed class TemporaryFolder : IDisposable
{
    public TemporaryFolder()
    {
        Path = Directory.CreateTempSubdirectory("nx-").FullName;
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(
                Path,
                UnixFileMode.UserRead
                    | UnixFileMode.UserWrite
                    | UnixFileMode.UserExecute
                    | UnixFileMode.GroupExecute
                    | UnixFileMode.OtherExecute
            );
    }

    public string Path { get; }

    /// <summary>The path of something in the folder.</summary>
    public string this[params string[] parts] => System.IO.Path.Combine([Path, .. parts]);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
