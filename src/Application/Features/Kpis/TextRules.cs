using FluentValidation;

namespace Nexus.Application.Features.Kpis;

internal static class TextRules
{
    /// <summary>Refuses the one character that a database cannot hold.</summary>
    public static IRuleBuilderOptions<T, string?> Storable<T>(this IRuleBuilder<T, string?> rule) =>
        rule.Must(text => text?.Contains('\0', StringComparison.Ordinal) is not true)
            .WithMessage("A text does not hold the character U+0000.");
}
