using FluentValidation;
using MediatR;
using Nexus.Application.Authorisation;
using Nexus.Application.Features.Workspaces;
using Nexus.Application.Pipeline;
using Nexus.Application.Storage;

namespace Nexus.Application.Features.Rates;

/// <summary>Adds rates to the workspace's table, or corrects some, and has what was converted with them computed again.</summary>
public static class PutExchangeRates
{
    /// <summary>Rates that one call may carry.</summary>
    public const int MaxRates = 50_000;

    /// <summary>All rates are smaller.</summary>
    public const decimal MaxRate = 1_000_000_000m;

    [Needs(Right.Write)]
    public sealed record Command(IReadOnlyList<ExchangeRate> Rates) : ICommand<Answer>;

    /// <param name="Changed">Rates that differ from what was stored.</param>
    /// <param name="Unchanged">Rates that were stored already.</param>
    public sealed record Answer(int Changed, int Unchanged);

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            ClassLevelCascadeMode = CascadeMode.Stop;
            RuleLevelCascadeMode = CascadeMode.Stop;
            RuleFor(command => command.Rates)
                .NotEmpty()
                .Must(rates => rates.Count <= MaxRates)
                .WithMessage($"One call carries at most {MaxRates} rates.")
                .Must(rates => rates.All(rate => rate is not null))
                .WithMessage("A rate is missing.");
            RuleForEach(command => command.Rates)
                .ChildRules(rate =>
                {
                    rate.RuleFor(each => each.Currency).Currency();
                    rate.RuleFor(each => each.Rate).GreaterThan(0m).LessThan(MaxRate);
                    rate.RuleFor(each => each.Day).GreaterThanOrEqualTo(new DateOnly(1970, 1, 1));
                });
            RuleFor(command => command.Rates)
                .Must(rates => rates.DistinctBy(rate => (rate.Currency, rate.Day)).Count() == rates.Count)
                .WithMessage("A currency has two rates on the same day.");
        }
    }

    internal sealed class Handler(
        IWorkspaces workspaces,
        IExchangeRateTable table,
        IProjectionQueue projections,
        IAuditTrail audit
    ) : IRequestHandler<Command, Answer>
    {
        public async Task<Answer> Handle(Command command, CancellationToken cancellationToken)
        {
            // The currency that the rates lead to stays what it is until they are stored.
            await workspaces.HoldWritersAsync(cancellationToken);
            var workspace = await workspaces.LockAsync(cancellationToken);
            if (command.Rates.Any(rate => rate.Currency == workspace.Currency))
                throw new RefusedException(
                    RefusalKind.Unprocessable,
                    "rate_of_own_currency",
                    $"{workspace.Currency} is the workspace's own currency: one unit is worth exactly one. Leave it out of the table."
                );
            var changed = await table.PutAsync(command.Rates, cancellationToken);
            if (changed > 0)
            {
                await projections.MarkAllAsync(cancellationToken);
                await audit.AddAsync(
                    "exchange_rates.changed",
                    workspace.Currency,
                    null,
                    new
                    {
                        changed,
                        currencies = command
                            .Rates.Select(rate => rate.Currency)
                            .Distinct()
                            .Order(StringComparer.Ordinal),
                        first = command.Rates.Min(rate => rate.Day),
                        last = command.Rates.Max(rate => rate.Day),
                    },
                    null,
                    cancellationToken
                );
            }
            return new(changed, command.Rates.Count - changed);
        }
    }
}
