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
            IQuery<TResponse> => transactions.RunAsync(readOnly: true, _ => next(), cancellationToken),
            ICommand<TResponse> => transactions.RunAsync(readOnly: false, _ => next(), cancellationToken),
            _ => next(),
        };
}
