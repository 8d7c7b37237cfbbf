using FluentValidation;
using MediatR;
using Nexus.Application.Authorisation;
using Nexus.Application.Pipeline;
using Nexus.Application.Storage;
using Nexus.Application.Syncing;
using Nexus.Domain.Integrations;
using Nexus.Domain.Kpis;

namespace Nexus.Application.Features.Syncs;

/// <summary>Has a range of a connection's past read again, newest slice first, whenever nothing else is to be done.</summary>
/// <remarks>A connection has one backfill at a time: its streams keep one place each where a backfill goes on.</remarks>
public static class RequestBackfill
{
    /// <summary>Ten years; the span of a request, not of what can be kept.</summary>
    public const int MaxDays = 3_660;

    /// <param name="From">First day, in the workspace's zone.</param>
    /// <param name="To">Last day, included; not after today.</param>
    [Needs(Right.Write)]
    public sealed record Command(Guid Connection, DateOnly? From, DateOnly? To) : IProcess<RequestedRun>;

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(command => command.From).NotNull().WithMessage("Name the first day, as yyyy-MM-dd.");
            RuleFor(command => command.To).NotNull().WithMessage("Name the last day, as yyyy-MM-dd.");
            RuleFor(command => command.To)
                .GreaterThanOrEqualTo(command => command.From)
                .When(command => command.From is not null && command.To is not null)
                .WithMessage("The last day is not before the first.");
        }
    }

    internal sealed class Handler(
        RunRequesting requesting,
        IWorkspaceReader workspaces,
        IWorkspaceScope scope,
        TimeProvider clock
    ) : IRequestHandler<Command, RequestedRun>
    {
        public async Task<RequestedRun> Handle(Command command, CancellationToken cancellationToken)
        {
            var (first, last) = (command.From!.Value, command.To!.Value);
            var request = new RunRequest(RunKind.Backfill, RunLane.Backfill, scope.Actor, first, last);
            return new(
                await requesting.QueueAsync(
                    command.Connection,
                    [RunKind.Backfill],
                    async (_, token) =>
                    {
                        await RefuseRangeAsync(first, last, token);
                        return request;
                    },
                    RefuseAnother,
                    cancellationToken
                )
            );
        }

        private async Task RefuseRangeAsync(DateOnly first, DateOnly last, CancellationToken cancellationToken)
        {
            var workspace = await workspaces.GetAsync(cancellationToken);
            var today = ZonedCalendar.Of(workspace.TimeZone, workspace.WeekStart).DateOf(clock.GetUtcNow());
            if (last > today)
                throw new RefusedException(
                    RefusalKind.Unprocessable,
                    "backfill_in_future",
                    $"The last day is after {today:yyyy-MM-dd}, which is today in {workspace.TimeZone}. Ask for days that have begun.",
                    new Dictionary<string, object?> { ["today"] = today }
                );
            if (last.DayNumber - first.DayNumber >= MaxDays)
                throw new RefusedException(
                    RefusalKind.Unprocessable,
                    "backfill_too_long",
                    $"A backfill reads at most {MaxDays} days. Ask for a shorter range, and for the rest once it is done.",
                    new Dictionary<string, object?> { ["max"] = MaxDays }
                );
        }

        private static void RefuseAnother(RunRequest request, OpenRun open)
        {
            if ((request.FirstDay, request.LastDay) != (open.FirstDay, open.LastDay))
                throw new RefusedException(
                    RefusalKind.Conflict,
                    "backfill_under_way",
                    $"A backfill from {open.FirstDay:yyyy-MM-dd} to {open.LastDay:yyyy-MM-dd} is under way. Wait for its end, or cancel it first.",
                    new Dictionary<string, object?> { ["runId"] = open.Id }
                );
        }
    }
}
