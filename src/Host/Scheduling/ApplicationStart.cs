namespace Nexus.Host.Scheduling;

/// <summary>A node that fails to start must not have taken work by then.</summary>
internal static class ApplicationStart
{
    /// <summary>Ends once everything of the application has started.</summary>
    public static async Task WaitForStartAsync(
        this IHostApplicationLifetime lifetime,
        CancellationToken cancellationToken
    )
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(cancellationToken);
    }
}
