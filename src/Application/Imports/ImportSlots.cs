namespace Nexus.Application.Imports;

/// <summary>
/// Lets a bounded number of imports be read and written at a time on this node; the others wait their turn. Each takes a
/// core, up to three database connections and the memory of a large sort in the database.
/// </summary>
/// <param name="count">At once, 1 or more.</param>
public sealed class ImportSlots(int count) : IDisposable
{
    /// <summary>At once, unless the operator says otherwise.</summary>
    public const int Standard = 4;

    private readonly SemaphoreSlim _free = new(count, count);

    /// <summary>Does <paramref name="work"/> when it has its turn.</summary>
    public async Task<T> InTurnAsync<T>(Func<Task<T>> work, CancellationToken cancellationToken)
    {
        await _free.WaitAsync(cancellationToken);
        try
        {
            return await work();
        }
        finally
        {
            _free.Release();
        }
    }

    public void Dispose() => _free.Dispose();
}
