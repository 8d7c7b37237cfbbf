using MediatR;
using Nexus.Application.Storage;

namespace Nexus.Application.Pipeline;

/// <summary>Gives commands and queries the transaction they run in.</summary>
internal sealed class TransactionBehavior<TRequest, TResponse>(IWorkspaceTransactions transactions)
    : IPipelineBehavior<TRequest, TResponse>
{
    public Task<TResponse> Handle(
        TRequest request,
        CancellationToken cancellationToken,
        RequestHandlerDelegate<TResponse> next
    ) =>
        request switch
        {
            ISeriesQuery<TResponse> => transactions.RunAsync(
                TransactionKind.DeferredRead,
                _ => next(),
                cancellationToken
            ),
            IQuery<TResponse> => transactions.RunAsync(TransactionKind.Read, _ => next(), cancellationToken),
            ICommand<TResponse> => transactions.RunAsync(TransactionKind.Write, _ => next(), cancellationToken),
            _ => next(),
        };
}
