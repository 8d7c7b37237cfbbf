using FluentValidation;
using MediatR;
using Nexus.Application.Pipeline;
using Nexus.Application.Storage;
using Nexus.Domain.Workspaces;

namespace Nexus.Application.Features.Workspaces;

/// <summary>Changes settings of the caller's workspace; what is null stays as it is.</summary>
public static class ChangeWorkspace
{
    /// <param name="TimeZone">IANA zone; hourly values are put into its days at once, and what is computed from records by the next syncs.</param>
    /// <param name="WeekStart">Lower-case English name of a day.</param>
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

    internal sealed class Handler(IWorkspaces workspaces, IProjectionQueue projections, IAuditTrail audit)
        : IRequestHandler<Command, Workspace>
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
