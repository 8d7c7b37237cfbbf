namespace Nexus.Application.Storage;

/// <summary>Work that must happen in the end, however often it fails: stored with the change that calls for it.</summary>
public interface IWorkQueue
{
    /// <summary>Adds an item in the transaction that is open; a worker tries it until it succeeds or gives it up visibly.</summary>
    /// <param name="kind">Says who does it, such as <c>provider-disconnect</c>.</param>
    /// <param name="payload">What it is about, written as JSON; never a secret.</param>
    /// <param name="notBefore">When it is first tried.</param>
    /// <returns>The item's id.</returns>
    Task<Guid> EnqueueAsync(string kind, object payload, DateTimeOffset notBefore, CancellationToken cancellationToken);

    /// <summary>Takes back an item that is not needed any more; does nothing where a worker has it.</summary>
    Task TakeBackAsync(Guid item, CancellationToken cancellationToken);
}
