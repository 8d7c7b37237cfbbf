using FluentValidation;
using Nexus.Application.Features.Kpis;
using Nexus.Application.Storage;
using Nexus.Domain.Dashboards;

namespace Nexus.Application.Features.Dashboards;

/// <summary>What dashboards and their parts have to be like, wherever they are given.</summary>
internal static class DashboardRules
{
    public const int MaxDashboards = 100;
    public const int MaxTiles = 60;
    public const int MaxTitle = 100;
    public const int MaxGroups = 20;

    public static IRuleBuilderOptions<T, string?> DashboardName<T>(this IRuleBuilder<T, string?> rule) =>
        rule.Must(name => name is { Length: <= MaxTitle } && name.Trim().Length > 0 && !name.Any(char.IsControl))
            .WithMessage($"A name has 1 to {MaxTitle} characters.");

    public static IRuleBuilderOptions<T, string?> MovingPeriod<T>(this IRuleBuilder<T, string?> rule) =>
        rule.Must(PeriodChoice.IsMoving).WithMessage($"Use one of {string.Join(", ", PeriodChoice.Moving)}.");

    public static IRuleBuilderOptions<T, string?> ComparisonName<T>(this IRuleBuilder<T, string?> rule) =>
        rule.Must(ComparisonChoice.IsKnown).WithMessage($"Use one of {string.Join(", ", ComparisonChoice.Names)}.");
}

/// <summary>A tile as a caller describes it.</summary>
/// <param name="Kind">value, line, area, stacked, ranking, table or heading.</param>
/// <param name="Title">At most 100 characters; required for a heading.</param>
/// <param name="Width">3 to 12 columns of 12; what suits the kind unless given.</param>
/// <param name="Height">1 to 3 rows; what suits the kind unless given.</param>
/// <param name="Query">What it shows; required for all but a heading, which has none.</param>
public sealed record TileSettings(
    string? Kind,
    string? Title = null,
    int? Width = null,
    int? Height = null,
    TileQuery? Query = null
)
{
    /// <exception cref="InvalidOperationException">The settings have not been validated.</exception>
    internal DashboardTile Tile(Guid id)
    {
        if (!TileKinds.TryParse(Kind, out var kind))
            throw new InvalidOperationException("The settings have not been validated.");
        var (width, height) = kind.UsualSize();
        return new DashboardTile(
            id,
            kind,
            string.IsNullOrWhiteSpace(Title) ? null : Title.Trim(),
            Width ?? width,
            Height ?? height,
            Query
        );
    }

    internal sealed class Rules : AbstractValidator<TileSettings>
    {
        public Rules()
        {
            RuleFor(t => t.Kind)
                .Must(kind => TileKinds.TryParse(kind, out _))
                .WithMessage($"Use one of {string.Join(", ", TileKinds.Names)}.");
            RuleFor(t => t.Title)
                .Must(title => title is null || (title.Length <= DashboardRules.MaxTitle && !title.Any(char.IsControl)))
                .WithMessage($"A title has at most {DashboardRules.MaxTitle} characters.");
            RuleFor(t => t.Width).InclusiveBetween(TileKinds.NarrowestWidth, TileKinds.Columns);
            RuleFor(t => t.Height).InclusiveBetween(1, TileKinds.TallestHeight);
            When(
                    t => t.Kind == TileKind.Heading.Name(),
                    () =>
                    {
                        RuleFor(t => t.Title).NotEmpty().WithMessage("A heading needs its text.");
                        RuleFor(t => t.Query).Null().WithMessage("A heading shows no metric.");
                    }
                )
                .Otherwise(() =>
                    RuleFor(t => t.Query).NotNull().WithMessage("Choose a metric.").SetValidator(new QueryRules()!)
                );
            RuleFor(t => t.Query)
                .Must(query => query?.GroupBy is not null)
                .WithMessage("Choose what to split by: this kind of tile shows groups.")
                .When(t => TileKinds.TryParse(t.Kind, out var kind) && kind.NeedsGroups() && t.Query is not null);
        }
    }

    private sealed class QueryRules : AbstractValidator<TileQuery>
    {
        private const int MaxFilters = 10;

        public QueryRules()
        {
            RuleFor(q => q.Metric).NotEmpty().MaximumLength(200).Storable();
            RuleFor(q => q.GroupBy).MaximumLength(200).Storable();
            RuleFor(q => q.Source).MaximumLength(200).Storable();
            RuleFor(q => q.Filter)
                .Must(filter => filter is null || filter.Count <= MaxFilters)
                .WithMessage($"At most {MaxFilters} filters.");
            RuleForEach(q => q.Filter)
                .Must(text => text is { Length: <= 500 } && text.IndexOf(':', StringComparison.Ordinal) > 0)
                .WithMessage("Write a filter as name:value.")
                .Storable();
            RuleFor(q => q.Currency).Must(c => c is null or { Length: 3 }).WithMessage("Use an ISO 4217 code.");
            RuleFor(q => q.Limit).InclusiveBetween(1, DashboardRules.MaxGroups);
        }
    }
}
