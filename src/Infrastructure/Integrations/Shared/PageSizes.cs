using Nexus.Application.Integrations;

namespace Nexus.Infrastructure.Integrations.Shared;

/// <summary>
/// How many rows are asked for at once: as many as a provider gives, fewer where it asks for less, and then step by step more
/// again.
/// </summary>
/// <param name="sizes">All that are tried, the largest first.</param>
internal sealed class PageSizes(params int[] sizes)
{
    private int _at;

    /// <param name="ask">Asks for this many.</param>
    /// <exception cref="IntegrationException"><see cref="IntegrationFault.Split"/>: the fewest are too many.</exception>
    public async Task<T> AskAsync<T>(Func<int, Task<T>> ask, CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                var answer = await ask(sizes[_at]);
                _at = Math.Max(_at - 1, 0);
                return answer;
            }
            catch (IntegrationException fault) when (fault.Fault == IntegrationFault.Split && _at + 1 < sizes.Length)
            {
                _at++;
            }
        }
    }
}
