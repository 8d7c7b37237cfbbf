using FluentValidation;
using Nexus.Application.Features.Kpis;
using Nexus.Application.Storage;

namespace Nexus.Application.Features.Annotations;

/// <summary>What people may write in an annotation.</summary>
/// <param name="Title">1 to 300 characters.</param>
/// <param name="Text">Up to 20,000 characters; null for none.</param>
/// <param name="From">The first day that it is about.</param>
/// <param name="To">The last day, included; null for one day.</param>
/// <param name="Link">An http or https address of up to 2,000 characters; null for none.</param>
/// <param name="Metric">Key of the metric that it is about; null where it is about all.</param>
public sealed record AnnotationDraft(
    string? Title,
    string? Text,
    DateOnly? From,
    DateOnly? To,
    string? Link,
    string? Metric
)
{
    internal AnnotationText Written => new(Title!.Trim(), Text, new(From!.Value, To ?? From.Value), Link, Metric);
}

internal sealed class AnnotationRules : AbstractValidator<AnnotationDraft>
{
    public const int LongestTitle = 300;
    public const int LongestText = 20_000;

    private const int LongestLink = 2_000;

    public AnnotationRules()
    {
        RuleFor(draft => draft.Title)
            .Must(title => !string.IsNullOrWhiteSpace(title))
            .WithMessage("Give it a title.")
            .MaximumLength(LongestTitle)
            .Storable();
        RuleFor(draft => draft.Text).MaximumLength(LongestText).Storable();
        RuleFor(draft => draft.From).NotNull().WithMessage("Give the day that it is about, such as 2026-10-31.");
        RuleFor(draft => draft.To)
            .Must((draft, to) => to is null || to >= draft.From)
            .WithMessage("The last day is not before the first.");
        RuleFor(draft => draft.Link)
            .MaximumLength(LongestLink)
            .Must(link => link is null || IsLink(link))
            .WithMessage("A link begins with http:// or https://.");
        RuleFor(draft => draft.Metric).MaximumLength(200).Storable();
    }

    /// <summary>Whether it can be shown as something to click on.</summary>
    public static bool IsLink(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address)
        && (address.Scheme == Uri.UriSchemeHttps || address.Scheme == Uri.UriSchemeHttp)
        && !text.Contains('\0', StringComparison.Ordinal);
}
