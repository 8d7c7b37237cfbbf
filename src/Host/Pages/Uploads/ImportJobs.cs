using System.Collections.Concurrent;
using MediatR;
using Nexus.Application.Storage;
using Nexus.Host.Api.Problems;

namespace Nexus.Host.Pages.Uploads;

/// <summary>
/// Dry runs and commits, apart from the request that asked for them: a small file is done before the page answers, and of a
/// large one the page shows how far it is. Whoever leaves the page stops nothing.
/// </summary>
internal sealed class ImportJobs(
    IServiceScopeFactory scopes,
    IHostApplicationLifetime lifetime,
    TimeProvider clock,
    ILogger<ImportJobs> log
)
{
    /// <summary>How long a page waits before it shows progress instead of the outcome.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>How long it is remembered why one failed.</summary>
    private static readonly TimeSpan Remembered = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<Guid, Job> _jobs = new();

    /// <summary>Whether this node works on the import right now; another node's commit shows in the import's own state.</summary>
    public bool IsRunning(Guid import) => _jobs.TryGetValue(import, out var job) && job.Outcome is null;

    /// <summary>Why the latest job on the import failed; nothing if it did not.</summary>
    public Refusals FaultsOf(Guid import) =>
        _jobs.TryGetValue(import, out var job) && job.Outcome is { } outcome ? outcome : Refusals.None;

    /// <summary>Starts a use case on an import, unless one goes on, and waits a moment for it.</summary>
    /// <param name="caller">On whose behalf.</param>
    /// <param name="cancellationToken">Ends the wait, not the work.</param>
    /// <returns>Why it failed; nothing where it succeeded, or still goes on.</returns>
    public async Task<Refusals> RunAsync<T>(
        IWorkspaceScope caller,
        Guid import,
        IRequest<T> request,
        CancellationToken cancellationToken
    )
    {
        Forget();
        if (IsRunning(import))
            return Refusals.None;
        var job = new Job(clock.GetUtcNow());
        _jobs[import] = job;
        var work = WorkAsync(caller, request, job, lifetime.ApplicationStopping);
        await Task.WhenAny(work, Task.Delay(Patience, clock, cancellationToken));
        return job.Outcome ?? Refusals.None;
    }

    private async Task WorkAsync<T>(
        IWorkspaceScope caller,
        IRequest<T> request,
        Job job,
        CancellationToken cancellationToken
    ) => job.Outcome = await OutcomeAsync(caller, request, cancellationToken);

    private async Task<Refusals> OutcomeAsync<T>(
        IWorkspaceScope caller,
        IRequest<T> request,
        CancellationToken cancellationToken
    )
    {
        // The caller's own scope ends with its request.
        await using var scope = scopes.CreateAsyncScope();
        scope
            .ServiceProvider.GetRequiredService<IWorkspaceScope>()
            .Enter(caller.Workspace!.Value, caller.Actor, caller.Rights);
        try
        {
            var mediator = scope.ServiceProvider.GetRequiredService<IMediator>();
            return (await mediator.TryImportAsync(request, cancellationToken)).Refused;
        }
        catch (Exception failure)
        {
            var problem = ExceptionProblems.Of(failure);
            if (problem.Status >= StatusCodes.Status500InternalServerError)
                log.LogError(failure, "Work on an upload failed: {Code}", problem.Code);
            return Refusals.OfAll($"{problem.Title}. {problem.Detail}", problem.Code);
        }
    }

    private void Forget()
    {
        var limit = clock.GetUtcNow() - Remembered;
        foreach (var (import, job) in _jobs)
        {
            if (job.Outcome is not null && job.StartedAt < limit)
                _jobs.TryRemove(KeyValuePair.Create(import, job));
        }
    }

    private sealed class Job(DateTimeOffset startedAt)
    {
        public DateTimeOffset StartedAt { get; } = startedAt;

        /// <summary>Null while it goes on.</summary>
        public Refusals? Outcome { get; set; }
    }
}
