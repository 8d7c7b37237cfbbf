using MediatR;
using Nexus.Application.Authorisation;
using Nexus.Application.Pipeline;
using Nexus.Application.Storage;

namespace Nexus.Application.Features.Rates;

/// <summary>Removes the rates of one currency, or the whole table; what was converted with them is computed again.</summary>
public static class RemoveExchangeRates
{
    /// <param name="Currency">Null for all.</param>
    [Needs(Right.Write)]
    public sealed record Command(string? Currency) : ICommand<int>;

    internal sealed class Handler(IExchangeRateTable table, IProjectionQueue projections, IAuditTrail audit)
        : IRequestHandler<Command, int>
    {
        public async Task<int> Handle(Command command, CancellationToken cancellationToken)
        {
            var removed = await table.RemoveAsync(command.Currency, cancellationToken);
            if (removed > 0)
            {
                await projections.MarkAllAsync(cancellationToken);
                await audit.AddAsync(
                    "exchange_rates.removed",
                    command.Currency ?? "all",
                    new { removed },
                    null,
                    null,
                    cancellationToken
                );
            }
            return removed;
        }
    }
}
