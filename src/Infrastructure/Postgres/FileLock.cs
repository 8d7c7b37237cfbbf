namespace Nexus.Infrastructure.Postgres;

/// <summary>A lock between processes of one machine. The kernel releases it when its holder dies, however it dies.</summary>
internal sealed class FileLock : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private readonly FileStream _file;

    private FileLock(FileStream file) => _file = file;

    /// <summary>Takes the lock, or answers null where another holder has it.</summary>
    /// <param name="path">A file of its own, created where it is missing and never deleted.</param>
    /// <param name="shared">True lets other shared holders in and keeps exclusive ones out.</param>
    public static FileLock? TryTake(string path, bool shared = false)
    {
        try
        {
            var options = new FileStreamOptions
            {
                Mode = FileMode.OpenOrCreate,
                Access = shared ? FileAccess.Read : FileAccess.ReadWrite,
                Share = shared ? FileShare.Read : FileShare.None,
            };
            return new FileLock(new FileStream(path, options));
        }
        catch (IOException e) when (e is not DirectoryNotFoundException and not FileNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Waits for the lock.</summary>
    /// <exception cref="StartupException">Another holder kept it longer than <paramref name="patience"/>.</exception>
    public static async Task<FileLock> TakeAsync(
        string path,
        TimeSpan patience,
        TimeProvider clock,
        CancellationToken cancellationToken,
        bool shared = false
    )
    {
        var started = clock.GetTimestamp();
        while (true)
        {
            if (TryTake(path, shared) is { } taken)
                return taken;
            if (clock.GetElapsedTime(started) > patience)
                throw new StartupException(
                    $"Another Nexus has held {path} for {patience.TotalSeconds:0} seconds. Stop it, then try again."
                );
            await Task.Delay(Pause, clock, cancellationToken);
        }
    }

    public void Dispose() => _file.Dispose();
}
