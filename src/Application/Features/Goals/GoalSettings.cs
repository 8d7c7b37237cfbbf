using FluentValidation;
using Nexus.Application.Features.Kpis;
using Nexus.Application.Storage;
using Nexus.Domain.Goals;
using Nexus.Domain.Kpis;

namespace Nexus.Application.Features.Goals;

/// <summary>A goal as a caller describes it.</summary>
/// <param name="Name">At most 100 characters; the metric's own unless given.</param>
/// <param name="Metric">Key of the metric.</param>
/// <param name="Target">In the metric's unit; required.</param>
/// <param name="Currency">ISO 4217 code, where the metric is money in several currencies.</param>
/// <param name="Period">month, quarter or year, which begin anew, or custom.</param>
/// <param name="From">First day of a custom period.</param>
/// <param name="To">First day after a custom period, at most ten years later.</param>
/// <param name="Owner">Who looks after it; at most 100 characters.</param>
public sealed record GoalSettings(
    string Metric,
    decimal? Target,
    string? Period,
    string? Name = null,
    string? Currency = null,
    DateOnly? From = null,
    DateOnly? To = null,
    string? Owner = null
)
{
    internal Goal Goal(Guid id, int version, DateTimeOffset createdAt) =>
        new(
            id,
            string.IsNullOrWhiteSpace(Name) ? null : Name.Trim(),
            Metric,
            Target.GetValueOrDefault(),
            Currency?.ToUpperInvariant(),
            Period!,
            Period == GoalPeriod.Custom ? From : null,
            Period == GoalPeriod.Custom ? To : null,
            string.IsNullOrWhiteSpace(Owner) ? null : Owner.Trim(),
            version,
            createdAt
        );

    internal sealed class Rules : AbstractValidator<GoalSettings>
    {
        private const int MaxText = 100;
        private const int MaxYears = 10;

        public Rules()
        {
            RuleFor(g => g.Metric).NotEmpty().MaximumLength(200).Storable();
            RuleFor(g => g.Target)
                .Must(target => target is { } given && KpiValue.IsStorable(given))
                .WithMessage($"Give a number below {KpiValue.Limit:0}.");
            RuleFor(g => g.Name).Must(IsText).WithMessage($"A name has at most {MaxText} characters.");
            RuleFor(g => g.Owner).Must(IsText).WithMessage($"An owner has at most {MaxText} characters.");
            RuleFor(g => g.Currency)
                .Must(c => c is null or { Length: 3 })
                .WithMessage("Use an ISO 4217 code.")
                .Storable();
            RuleFor(g => g.Period)
                .Must(period => period is not null && GoalPeriod.Names.Contains(period, StringComparer.Ordinal))
                .WithMessage($"Use one of {string.Join(", ", GoalPeriod.Names)}.");
            When(
                g => g.Period == GoalPeriod.Custom,
                () =>
                {
                    RuleFor(g => g.From).Must(IsDay).WithMessage("Give the first day, between 1900 and 2200.");
                    RuleFor(g => g.To)
                        .Must((goal, to) => IsDay(to) && (goal.From is not { } from || IsAfter(from, to!.Value)))
                        .WithMessage($"The end lies after the beginning, at most {MaxYears} years later.");
                }
            );
        }

        private static bool IsText(string? text) =>
            text is null || (text.Length <= MaxText && !text.Any(char.IsControl));

        private static bool IsDay(DateOnly? day) => day is { Year: >= 1900 and <= 2200 };

        private static bool IsAfter(DateOnly from, DateOnly to) => to > from && to <= from.AddYears(MaxYears);
    }
}
