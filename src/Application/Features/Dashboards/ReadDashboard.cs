using FluentValidation;
using MediatR;
using Nexus.Application.Authorisation;
using Nexus.Application.Features.Kpis;
using Nexus.Application.Pipeline;

namespace Nexus.Application.Features.Dashboards;

/// <summary>Reads a dashboard with all its numbers at once.</summary>
public static class ReadDashboard
{
    /// <param name="View">How it is looked at; as the dashboard says where that says nothing.</param>
    /// <exception cref="RefusedException"><c>dashboard_not_found</c>; <c>empty_range</c> (unprocessable).</exception>
    [Needs(Right.Read)]
    public sealed record Query(Guid Id, DashboardLook View) : IQuery<DashboardData>;

    internal sealed class Validator : AbstractValidator<Query>
    {
        // Callers send the members of the look, not the look.
        public Validator() =>
            RuleFor(q => q.View).SetValidator(new DashboardLook.Rules()).OverridePropertyName(string.Empty);
    }

    internal sealed class Handler(DashboardEditing editing, DashboardReading reading)
        : IRequestHandler<Query, DashboardData>
    {
        public async Task<DashboardData> Handle(Query query, CancellationToken cancellationToken) =>
            await reading.ReadAsync(
                await editing.FindAsync(query.Id, cancellationToken),
                query.View,
                cancellationToken
            );
    }
}

/// <summary>How somebody looks at a dashboard for the moment.</summary>
/// <param name="Period">A moving period by name; custom, or nothing, with <paramref name="From"/> and <paramref name="To"/>.</param>
/// <param name="From">First day, <c>yyyy-MM-dd</c>.</param>
/// <param name="To">First day after.</param>
/// <param name="Compare">previous, 28d, year or none.</param>
/// <param name="GroupBy">Splits all tiles by this dimension where their metrics have it; numbers name their largest groups.</param>
/// <param name="Filter"><c>name:value</c> each, for the tiles whose metrics have all the names.</param>
public sealed record DashboardLook(
    string? Period = null,
    string? From = null,
    string? To = null,
    string? Compare = null,
    string? GroupBy = null,
    IReadOnlyList<string>? Filter = null
)
{
    internal sealed class Rules : AbstractValidator<DashboardLook>
    {
        private const int MaxFilters = 10;

        public Rules()
        {
            RuleFor(v => v.Period).MovingPeriod().When(v => v.Period is not null && !v.IsCustom);
            RuleFor(v => v.From).Must(IsDay).WithMessage("Use a day such as 2026-01-31.");
            RuleFor(v => v.To).Must(IsDay).WithMessage("Use a day such as 2026-01-31.");
            RuleFor(v => v.From)
                .Must((look, _) => look is { From: not null, To: not null })
                .WithMessage("A custom period has a first day and an end.")
                .When(v => v.IsCustom);
            RuleFor(v => v.Compare).ComparisonName().When(v => v.Compare is not null);
            RuleFor(v => v.GroupBy).MaximumLength(200).Storable();
            RuleFor(v => v.Filter)
                .Must(filter => filter is null || filter.Count <= MaxFilters)
                .WithMessage($"At most {MaxFilters} filters.");
            RuleForEach(v => v.Filter)
                .Must(text => text is { Length: <= 500 } && text.IndexOf(':', StringComparison.Ordinal) > 0)
                .WithMessage("Write a filter as name:value.")
                .Storable();
        }

        private static bool IsDay(string? text) => text is null || TimeText.TryDate(text, out _);
    }

    /// <summary>Whether it names days instead of a moving period.</summary>
    internal bool IsCustom =>
        Period == Domain.Dashboards.PeriodChoice.Custom || (Period is null && (From ?? To) is not null);
}
