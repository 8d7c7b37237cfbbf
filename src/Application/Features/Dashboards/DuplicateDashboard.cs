using FluentValidation;
using MediatR;
using Nexus.Application.Authorisation;
using Nexus.Application.Pipeline;
using Nexus.Application.Storage;

namespace Nexus.Application.Features.Dashboards;

/// <summary>Makes another dashboard with the same tiles. Share links stay with the first.</summary>
public static class DuplicateDashboard
{
    /// <param name="Name">1 to 100 characters; the name of the first, as a copy, unless given.</param>
    /// <exception cref="RefusedException">
    /// <c>dashboard_not_found</c>; <c>too_many_dashboards</c> (unprocessable).
    /// </exception>
    [Needs(Right.Write)]
    public sealed record Command(Guid Id, string? Name = null) : ICommand<DashboardView>;

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleFor(c => c.Name).DashboardName().When(c => c.Name is not null);
    }

    internal sealed class Handler(
        IDashboards dashboards,
        DashboardEditing editing,
        IAuditTrail audit,
        TimeProvider clock
    ) : IRequestHandler<Command, DashboardView>
    {
        private const string Suffix = " (copy)";

        public async Task<DashboardView> Handle(Command command, CancellationToken cancellationToken)
        {
            await editing.RefuseTooManyAsync(cancellationToken);
            var first = await editing.FindAsync(command.Id, cancellationToken);
            var now = clock.GetUtcNow();
            var copy = first with
            {
                Id = Guid.CreateVersion7(now),
                Name = command.Name?.Trim() ?? CopyOf(first.Name),
                Version = 1,
                UpdatedAt = now,
                Tiles = [.. first.Tiles.Select(tile => tile with { Id = Guid.CreateVersion7(now) })],
            };
            await dashboards.AddAsync(copy, cancellationToken);
            await audit.AddAsync(
                "dashboard.created",
                copy.Id.ToString(),
                before: null,
                new
                {
                    copy.Name,
                    copyOf = first.Id,
                    tiles = copy.Tiles.Count,
                },
                batchId: null,
                cancellationToken
            );
            return DashboardView.Of(copy);
        }

        private static string CopyOf(string name) =>
            name[..Math.Min(name.Length, DashboardRules.MaxTitle - Suffix.Length)] + Suffix;
    }
}
