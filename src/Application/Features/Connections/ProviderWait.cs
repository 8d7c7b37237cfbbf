using Nexus.Application.Integrations;

namespace Nexus.Application.Features.Connections;

/// <summary>The time that a person gives a provider, over all that is asked of it.</summary>
internal sealed class ProviderWait : IDisposable
{
    private readonly ProviderDescriptor _provider;
    private readonly TimeSpan _patience;
    private readonly CancellationToken _caller;
    private readonly CancellationTokenSource _limit;
    private readonly CancellationTokenSource _either;

    public ProviderWait(
        ProviderDescriptor provider,
        TimeSpan patience,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        _provider = provider;
        _patience = patience;
        _caller = cancellationToken;
        _limit = new CancellationTokenSource(patience, clock);
        _either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _limit.Token);
    }

    /// <summary>Asks one thing. An adapter that does not heed its token is left behind.</summary>
    /// <exception cref="IntegrationException">The provider failed, or the time is over.</exception>
    public async Task<T> AskAsync<T>(Func<CancellationToken, Task<T>> question)
    {
        try
        {
            return await question(_either.Token).WaitAsync(_either.Token);
        }
        catch (OperationCanceledException) when (!_caller.IsCancellationRequested)
        {
            throw new IntegrationException(
                IntegrationFault.Unavailable,
                $"{_provider.Name} did not answer within {_patience.TotalSeconds:0} seconds. Try again in a while."
            );
        }
    }

    /// <inheritdoc cref="AskAsync{T}" />
    public Task AskAsync(Func<CancellationToken, Task> question) =>
        AskAsync<object?>(async token =>
        {
            await question(token);
            return null;
        });

    public void Dispose()
    {
        _either.Dispose();
        _limit.Dispose();
    }
}
