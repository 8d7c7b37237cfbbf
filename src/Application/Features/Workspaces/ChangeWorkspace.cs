using FluentValidation;
using MediatR;
using Nexus.Application.Authorisation;
using Nexus.Application.Pipeline;
using Nexus.Application.Storage;
using Nexus.Domain.Workspaces;

namespace Nexus.Application.Features.Workspaces;

/// <summary>Changes settings of the caller's workspace; what is null stays as it is.</summary>
public static class ChangeWorkspace
{
    /// <exception cref="RefusedException">
    /// <c>rates_of_old_currency</c> (conflict): there are exchange rates, and the currency is another.
    /// </exception>
    /// <param name="TimeZone">IANA zone; hourly values are put into its days at once, and what is computed from records by the next syncs.</param>
    /// <param name="WeekStart">Lower-case English name of a day.</param>
    [Needs(Right.Admin)]
    public sealed record Command(string? Name, string? TimeZone, string? Currency, string? WeekStart)
        : ICommand<Workspace>;

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(command => command.Name).WorkspaceName().When(command => command.Name is not null);
            RuleFor(command => command.TimeZone).TimeZone().When(command => command.TimeZone is not null);
            RuleFor(command => command.Currency).Currency().When(command => command.Currency is not null);
            RuleFor(command => command.WeekStart).WeekStart().When(command => command.WeekStart is not null);
        }
    }

    internal sealed class Handler(
        IWorkspaces workspaces,
        IExchangeRateTable rates,
        IProjectionQueue projections,
        IAuditTrail audit
    ) : IRequestHandler<Command, Workspace>
    {
        public async Task<Workspace> Handle(Command command, CancellationToken cancellationToken)
        {
            if ((command.TimeZone ?? command.Currency ?? command.WeekStart) is not null)
                await workspaces.HoldWritersAsync(cancellationToken);
            var before = await workspaces.LockAsync(cancellationToken);
            var after = before with
            {
                Name = command.Name?.Trim() ?? before.Name,
                TimeZone = command.TimeZone ?? before.TimeZone,
                Currency = command.Currency ?? before.Currency,
                WeekStart =
                    command.WeekStart is { } day && WorkspaceRules.TryReadDay(day, out var start)
                        ? start
                        : before.WeekStart,
            };
            if (after == before)
                return before;
            if (after.Currency != before.Currency)
                await RefuseRatesAsync(before.Currency, after.Currency, cancellationToken);
            var stored = await workspaces.ChangeAsync(before, after, cancellationToken);
            if (after with { Name = before.Name } != before)
                await projections.MarkAllAsync(cancellationToken);
            await audit.AddAsync(
                "workspace.changed",
                before.PublicId.ToString(),
                Settings(before),
                Settings(after),
                batchId: null,
                cancellationToken
            );
            return stored;
        }

        /// <remarks>A rate says nothing of the currency that it leads to: that is the workspace's, whichever it is.</remarks>
        private async Task RefuseRatesAsync(string before, string after, CancellationToken cancellationToken)
        {
            if ((await rates.ListAsync(currency: null, after: null, limit: 1, cancellationToken)).Count > 0)
                throw new RefusedException(
                    RefusalKind.Conflict,
                    "rates_of_old_currency",
                    $"The workspace has exchange rates that lead to {before}; in {after} every amount converted with them "
                        + "would be wrong. Remove them (DELETE /api/v1/exchange-rates), change the currency, and store "
                        + $"rates that lead to {after}."
                );
        }

        private static object Settings(Workspace workspace) =>
            new
            {
                workspace.Name,
                workspace.TimeZone,
                workspace.Currency,
                weekStart = workspace.WeekStart.ToString().ToLowerInvariant(),
            };
    }
}
